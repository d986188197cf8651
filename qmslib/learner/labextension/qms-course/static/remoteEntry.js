// A prebuilt extension of JupyterLab and Notebook, written by hand: it needs no build.
// When a notebook of the course is opened, or its kernel starts again, it runs the cells that show the course's
// forms and questions. It runs those cells only, and only in a learner's own folders: book/ and exercises/.
// The code of the course's cells, which their author has hidden, leaves no grey bars behind either.
(() => {
  "use strict";
  const ID = '"[a-z][a-z0-9-]{0,79}"';
  const OURS = [
    new RegExp(`^from qmslib\\.learner import form\\n\\n?form\\(${ID}\\)$`),
    new RegExp(`^from qmslib\\.learner import practice\\n\\n?practice\\(${ID}(?:, ?${ID}){0,40}\\)$`),
    /^from qmslib\.learner import criteria_map\n\n?criteria_map\(\)$/,
  ];
  const HIDDEN = /^from qmslib\.(?:learner|trainer\.cells) import \w+\n/;
  // A trainer's copy of somebody's work stands elsewhere; nothing is run there.
  const FOLDERS = /^(?:RTC:)?\/?(?:work\/)?(?:book|exercises)\//;

  const start = (app, tracker, NotebookActions) => {
    const isOurs = (cell) => cell.model.type === "code" && OURS.some((one) => one.test(cell.model.sharedModel.getSource()));

    const quieten = (cells) => {
      for (const cell of cells) {
        const { model } = cell;
        const quiet = model.type === "code" && (model.getMetadata("jupyter") || {}).source_hidden === true
          && HIDDEN.test(model.sharedModel.getSource());
        cell.toggleClass("qms-quiet", quiet);
      }
    };

    const watch = async (panel) => {
      await panel.context.ready;
      if (!FOLDERS.test(panel.context.path)) return;
      quieten(panel.content.widgets);
      const session = panel.sessionContext;
      let running = false;
      let again = false;
      const run = async () => {
        if (running) { again = true; return; }
        running = true;
        try {
          do {
            again = false;
            quieten(panel.content.widgets);
            const cells = panel.content.widgets.filter(isOurs);
            if (!cells.length) return;
            const sources = () => panel.content.widgets.map((cell) => cell.model.sharedModel.getSource()).join("\u0000");
            const clean = !panel.context.model.dirty;
            const before = sources();
            await NotebookActions.runCells(panel.content, cells, session);
            // Showing a form changes nothing that is worth saving in the notebook; typing meanwhile does.
            if (clean && !panel.isDisposed && sources() === before) panel.context.model.dirty = false;
          } while (again && !panel.isDisposed);
        } finally {
          running = false;
        }
      };
      let fresh = false;
      session.statusChanged.connect((_, status) => {
        if (["restarting", "autorestarting", "starting"].includes(status)) fresh = true;
        else if (status === "idle" && fresh) { fresh = false; run(); }
      });
      session.kernelChanged.connect((_, change) => { if (change.newValue) fresh = true; });
      await session.ready;
      await panel.revealed;
      if (session.session?.kernel) { fresh = false; run(); } else fresh = true;
    };
    tracker.forEach((panel) => { watch(panel); });
    tracker.widgetAdded.connect((_, panel) => { watch(panel); });
  };

  let shared = null;
  const use = async (name) => (await Object.values(shared[name])[0].get())();
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["qms-course"] = {
    init: (scope) => { shared = scope; },
    get: async (name) => {
      if (name !== "./extension") throw new Error(`qms-course has no module ${name}`);
      const { INotebookTracker, NotebookActions } = await use("@jupyterlab/notebook");
      const plugin = {
        id: "qms-course:show",
        description: "Shows the course's forms and questions when a notebook is opened.",
        autoStart: true,
        requires: [INotebookTracker],
        activate: (app, tracker) => {
          const style = document.createElement("style");
          style.textContent = ".qms-quiet > .jp-Cell-inputWrapper { display: none; } .qms-quiet .jp-OutputPrompt { visibility: hidden; }";
          document.head.append(style);
          start(app, tracker, NotebookActions);
        },
      };
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
