"""Kernels that start at once: a process that has imported pandas and the rest is forked for each notebook.

A provisioner of jupyter_client's, so that stock tools gain from it by a setting alone. It is chosen by the
environment variable ``JUPYTER_DEFAULT_PROVISIONER_NAME=qms-fork-provisioner``, or by ``kernel_provisioner`` in the
metadata of a kernelspec. Where it cannot fork it starts a kernel as jupyter_client does, and says so in the log.

Meant for commands that run and end, such as ``nbgrader autograde`` and ``jupyter-book build``: a module that was
imported ahead and is edited later stays as it was for as long as the command runs.
"""

#: The name by which jupyter_client finds the provisioner.
NAME = "qms-fork-provisioner"
#: Environment variable that names other modules to import ahead, apart by spaces.
MODULES = "QMS_KERNEL_MODULES"
