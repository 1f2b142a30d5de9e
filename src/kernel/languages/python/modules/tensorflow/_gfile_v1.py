"""Files and folders (https://www.tensorflow.org/api_docs/python/tf/compat/v1/gfile), as Python has them."""

import glob as _glob
import os as _os
import shutil as _shutil

from ._types import NotFoundError as _NotFoundError

Exists, IsDirectory, ListDirectory = _os.path.exists, _os.path.isdir, _os.listdir
Glob, Remove, MkDir, Walk = _glob.glob, _os.remove, _os.mkdir, _os.walk


def GFile(name, mode="r"):
    """An open file."""
    try:
        file = open(name, mode)
    except FileNotFoundError as error:
        raise _NotFoundError(f"{name}; No such file or directory") from error
    return file


FastGFile = Open = GFile


def MakeDirs(dirname):
    _os.makedirs(dirname, exist_ok=True)


def DeleteRecursively(dirname):
    _shutil.rmtree(dirname)


def Copy(oldpath, newpath, overwrite=False):
    if _os.path.exists(newpath) and not overwrite:
        raise FileExistsError(f"{newpath} exists: pass overwrite=True to replace it.")
    _shutil.copyfile(oldpath, newpath)


def Rename(oldname, newname, overwrite=False):
    if _os.path.exists(newname) and not overwrite:
        raise FileExistsError(f"{newname} exists: pass overwrite=True to replace it.")
    _os.replace(oldname, newname)


def Stat(filename):
    return _os.stat(filename)
