"""Speaking in the place of the box: on its channels, and by changing its own modules, which run in the same process."""

from __future__ import annotations

from tests.trainer.hostile_code.attack import NOTES, PRELUDE, Attack
from tests.trainer.hostile_code.exercise import MODEL, POINTS

_SAY = """
def say(body, count=None):
    data = struct.pack('!I', len(body) if count is None else count) + body
    for number in range(3, 201):
        try:
            os.set_blocking(number, False)
            os.write(number, data)
        except OSError:
            pass
def say_json(what):
    say(json.dumps(what).encode())
"""


def _says(name: str, code: str, said: str = "", status: str = "") -> Attack:
    return Attack(name, PRELUDE + _SAY + code, said=said, status=status)


_OK = "{'output_type': 'execute_result', 'data': {'text/plain': '2.0'}, 'metadata': {}, 'execution_count': 1}"
_PATCH = """
import qmslib.trainer.boxed.{module} as module
"""


def _patched(name: str, code: str, earns: dict[str, float] | None = None) -> Attack:
    return Attack(name, PRELUDE + code, answers=MODEL if earns is not None else {}, earns=earns or {})


ATTACKS = (
    _says("talk-done", "say_json({'done': True})"),
    _says("talk-done-then-run", "say_json({'done': True})\ntime.sleep(60)"),
    _says("talk-cells", f"for n in range(9):\n    say_json({{'cell': n, 'count': n, 'outputs': [{_OK}]}})\nsay_json({{'done': True}})"),
    _says("talk-twice", "for n in (0, 0, 1, 1):\n    say_json({'cell': n, 'outputs': [], 'count': 1})", "Python was ended"),
    _says("talk-negative", "for n in (-1, True, 1.0, None, '1', [], 10**30):\n    say_json({'cell': n, 'outputs': [], 'count': 1})"),
    _says("talk-value", "for n in range(40):\n    say_json({'value': 4, 'streams': [], 'warnings': []})"),
    _says(
        "talk-answers",
        "one = {'function': {'name': 'x', 'doc': '', 'signature': ''}}\n"
        "say_json({'double': {'value': 4}, 'limit': {'value': 42}, 'count_late': one, 'share': one})\n"
        "for n in range(9):\n    say_json({'value': 1})",
        status=NOTES,
    ),
    _says("talk-points", "say_json({'tested': {'2': []}, 'points': 6})\nsay_json({'cell': 2, 'outputs': []})"),
    _says("talk-huge", "say(b'x', 2**32 - 1)"),
    _says("talk-partial", "say(b'{', 100)\ntime.sleep(60)"),
    _says("talk-slow", "while True:\n    say(b'', 1)\n    time.sleep(0.2)"),
    _says("talk-deep", "say(b'[' * 100_000)"),
    _says("talk-digits", "say(b'{\"cell\": ' + b'9' * 10_000 + b'}')"),
    _says("talk-nothing", "say(b'')"),
    _says("talk-no-json", "say(os.urandom(4000))"),
    _says("talk-null", "say_json(None)"),
    _says("talk-list", "say_json([1, 2])"),
    _says("talk-nan", "say(b'{\"cell\": 1, \"count\": NaN, \"outputs\": [{\"output_type\": \"display_data\", \"metadata\": "
          "{\"a\": NaN}, \"data\": {\"application/json\": {\"b\": -Infinity, \"c\": 1e999}}}]}')"),
    _says("talk-outputs-odd", "say_json({'cell': 1, 'count': 2, 'outputs': [{'output_type': 'display_data', 'metadata': 7, "
          "'data': {'text/plain': {'a': 1}, '': [], 'text/html': [1, {}], 'image/png': 5, 'x' * 500_000: ''}}, "
          "{'output_type': 'error', 'ename': 3, 'evalue': [], 'traceback': [{}, 5, None]}, "
          "{'output_type': 'stream', 'name': 'stderr', 'text': ['a', 1]}, {'output_type': 'update_display_data'}, 4]})"),
    _says("talk-outputs-many", "say_json({'cell': 1, 'count': 2, 'outputs': [{'output_type': 'stream', 'name': 'stdout', 'text': 'x'}] * 90_000})"),
    _says("talk-mimes-many", "say_json({'cell': 1, 'count': 2, 'outputs': [{'output_type': 'display_data', 'metadata': {}, 'data': {f'text/{n}': 'x' for n in range(200_000)}}]})"),
    _says("talk-surrogates", r"say(b'{\"cell\": 1, \"count\": 2, \"outputs\": [{\"output_type\": \"stream\", \"name\": \"stdout\", "
          r"\"text\": \"\\ud800\\u0000\\u001b[2J\"}]}')"),
    _says("talk-flood", "body = json.dumps({'cell': 1, 'count': 2, 'outputs': ['x' * 7_000_000]}).encode()\n"
          "for n in range(3, 30):\n    try:\n        os.set_blocking(n, True)\n        sock = socket.socket(fileno=os.dup(n))\n"
          "        sock.sendall(struct.pack('!I', len(body)) + body)\n        sock.sendall(struct.pack('!I', len(body)) + body)\n"
          "    except OSError:\n        pass"),
    _says("talk-descriptors", "import array\nfor n in range(3, 30):\n    try:\n        sock = socket.socket(fileno=os.dup(n))\n"
          "        sock.setblocking(False)\n        sock.sendmsg([b'....'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0] * 50))])\n"
          "    except OSError:\n        pass"),
    _says("talk-closed", "os.closerange(0, 256)"),
    _says("talk-shut", "for n in range(3, 60):\n    try:\n        socket.socket(fileno=os.dup(n)).shutdown(2)\n    except OSError:\n        pass"),
    _says("talk-swapped", "held = [n for n in range(3, 60) if os.path.exists('/') and not os.get_inheritable(n) ] if False else []\n"
          "for n in range(3, 30):\n    try:\n        os.dup2(n, n + 1)\n    except OSError:\n        pass"),
    # The modules of the box, in whose process the code runs.
    _patched("patch-encode", "from qmslib.trainer.boxed import answering, values\n"
             "answering.encode_or_opaque = values.encode = lambda *a: {'!': 'int', 'v': 4}\nimport builtins\nbuiltins.callable = lambda *a: False"),
    _patched("patch-answer", "from qmslib.trainer.boxed import inside, answering, wire\n"
             "def answer(channel, names, below):\n    while True:\n        wire.receive(channel)\n        wire.send(channel, {'value': True})\n"
             "inside.answer = answering.answer = answer\n"
             "sys.modules['__main__'].answer = answer"),
    _patched("patch-sink", "from qmslib.trainer.boxed import cell_shell\ncell_shell.SINK.add = lambda *a: None\n"
             "cell_shell.SINK.room = None\ncell_shell.Cells.run = lambda self, source: ([], 1)", {}),
    _patched("patch-json", "json.dumps = lambda *a, **k: '{\"done\": true}'\njson.loads = lambda *a, **k: {'done': True}\n"
             "json.JSONEncoder.encode = json.dumps"),
    _patched("patch-socket", "socket.socket.sendall = lambda *a: None\nsocket.socket.send = lambda *a: 0"),
    _patched("patch-fork", "os.fork = lambda: 0"),
    _patched("patch-fork-parent", "os.fork = lambda: 99999"),
    _patched("patch-exit", "os._exit = lambda *a: None\nsys.exit = lambda *a: None"),
    _patched("patch-builtins", "import builtins\nfor name in ('isinstance', 'abs', 'type', 'sum', 'len', 'float', 'print', 'repr', 'all'):\n"
             "    setattr(builtins, name, lambda *a, **k: True)"),
    _patched("patch-assert", "import ast\nclass Off(ast.NodeTransformer):\n    def visit_Assert(self, node):\n        return ast.Pass()\n"
             "get_ipython().ast_transformers.append(Off())\n"
             "get_ipython().input_transformers_post.append(lambda lines: [line.replace('assert', 'pass #') for line in lines])"),
    _patched("patch-pandas", "pd.DataFrame.__eq__ = pd.Series.__eq__ = lambda *a: True\npd.DataFrame = pd.Series = lambda *a, **k: 4\n"
             "import qmslib.datasets as d\nd.complaints_log = lambda: pd\nimport warnings\nwarnings.simplefilter = lambda *a: None"),
    _patched("patch-frames", "frame = sys._getframe()\nwhile frame:\n    for name in ('work', 'cells', 'channels', 'waiting', 'outputs'):\n"
             "        if isinstance(frame.f_locals.get(name), list):\n            frame.f_locals[name].clear()\n    frame = frame.f_back"),
    _patched("patch-shell-names", "get_ipython().user_ns = {'double': lambda n: 4}\nget_ipython().run_cell = lambda *a, **k: None"),
    _patched("patch-shell-events", "shell = get_ipython()\nfor event in ('pre_execute', 'pre_run_cell', 'post_execute', 'post_run_cell'):\n"
             "    shell.events.register(event, lambda *a: 1 / 0)\nshell.set_custom_exc((BaseException,), lambda *a, **k: None)\n"
             "shell.display_pub.publish = lambda *a, **k: 1 / 0\nsys.displayhook = lambda *a: None\nsys.excepthook = lambda *a: None"),
    _patched("patch-magics", "shell = get_ipython()\nshell.run_line_magic('reset', '-f')\nshell.run_line_magic('load_ext', 'autoreload')\n"
             "shell.run_line_magic('autoreload', '2')\nshell.run_line_magic('config', 'InteractiveShell.ast_node_interactivity = \"all\"')"),
    _patched("patch-warning-files", "import warnings\nfor place in ('/etc/passwd', '@ROOT@/gradebook.db', '/dev/zero'):\n"
             "    warnings.warn_explicit('look', UserWarning, place, 1)"),
    _patched("honest-beside-patches", "import warnings\nwarnings.warn('only a word')\nsys.stdout.write('x')", POINTS),
    # Names of the course's own: what they stand for in the tests is the course's.
    Attack("names-of-the-course", answers={
        "double_code": "class pd:\n    DataFrame = None\ncomplaints_log = lambda: 1 / 0\nRATE = 'x'\nfound = points = 2\n" + MODEL["double_code"],
        "limit_code": "def abs(x): return 0\ndef type(x): return int\nlimit = 41", "late_code": "points = 2", "share_code": "points = 2",
    }, earns={"double_test": 1}),
    # What a function says while it is asked.
    Attack("asked-stops", answers={**MODEL, "double_code": "def double(n): raise StopIteration", "share_code": "def share(n): raise GeneratorExit"},
           earns={"limit_test": 1, "late_test": 2}),
    Attack("asked-warns-of-files", answers={**MODEL, "double_code": (
        "import warnings\ndef double(n):\n    for place in ('/etc/passwd', '@ROOT@/solutions/box-sample/box-sample.ipynb', '/dev/zero'):\n"
        "        for line in range(1, 40):\n            if n > 1000: warnings.warn_explicit('look', UserWarning, place, line)\n    return 2 * n")},
        earns={"limit_test": 1, "late_test": 2, "share_test": 2}),
    Attack("asked-exits", answers={**MODEL, "double_code": "import os\ndef double(n):\n    if n > 1000: os._exit(0)\n    return 2 * n",
           "share_code": "def share(n): raise SystemExit(0)", "late_code": "def count_late(t): quit()"}, earns={"limit_test": 1}),
    Attack("asked-odd-errors", answers={
        **MODEL,
        "double_code": "class AssertionError(BaseException):\n    def __str__(self): raise SystemExit\ndef double(n): raise AssertionError('all right')",
        "share_code": "class StopIteration(KeyboardInterrupt):\n    __mro__ = ()\n    def __repr__(self): return 1\ndef share(n): raise StopIteration",
        "late_code": "X = type('\\u202eOSError\\x1b[2J', (Exception,), {})\ndef count_late(t): raise X('x' * 10**7)"},
        earns={"limit_test": 1}),
    Attack("asked-endless", answers={**MODEL, "double_code": "def double(n):\n    while True: pass",
           "share_code": "def share(n):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass"},
           earns={"limit_test": 1, "late_test": 2}),
    Attack("asked-other-process", answers={**MODEL, "double_code": (
        "import os\ndef double(n):\n    if os.fork(): os._exit(0)\n    os.setsid()\n    return 2 * n")}, earns=POINTS),
)  # fmt: skip
