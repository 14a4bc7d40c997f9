"""The study that is shipped with the library: where it lies, which version it is, how to cite it."""

from __future__ import annotations

from pathlib import Path

from ca_events.display import citation
from ca_events.errors import CaEventsError
from ca_events.study import Study


def folder() -> Path:
    """Find the folder of the bundled study.

    Returns
    -------
    pathlib.Path
        ``data`` of a checkout from which the library runs, else ``ca_events/data`` of the installed package. The
        checkout comes first: an editable installation also has a copy, which an edit would not reach.

    Raises
    ------
    CaEventsError
        If it is in neither place.
    """
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "data" / "events.csv").is_file():
        return checkout / "data"
    installed = Path(__file__).resolve().parent / "data"
    if (installed / "events.csv").is_file():
        return installed
    raise CaEventsError(
        f"the bundled study is neither in {installed} nor in {checkout / 'data'}; install again."
    )


def data_version() -> str:
    """Name the version of the bundled data: the study's version and a checksum of its files.

    Returns
    -------
    str
        Such as ``"0.1.0+sha256.1f2e3d4c5b6a"``; any change of any file of the study changes it.

    Examples
    --------
    >>> version, checksum = data_version().split("+sha256.")
    >>> len(checksum)
    12
    """
    return _version(Study.read(folder()))


def _version(study: Study) -> str:
    """Join the version of the study and the checksum of its files."""
    import hashlib

    digest = hashlib.sha256()
    for file in sorted(folder().iterdir()):
        if file.suffix in (".csv", ".toml"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return f"{study.version}+sha256.{digest.hexdigest()[:12]}"


def cite() -> str:
    """Say how to cite the bundled data and the software.

    Returns
    -------
    str
        Two sentences, each with its version.

    Examples
    --------
    >>> print(cite())  # doctest: +ELLIPSIS
    ca_events contributors. China's engagement with Central Asia since 1991 [data set], version ...
    """
    from importlib.metadata import version

    study = Study.read(folder())
    software = f"ca_events contributors. ca_events [software], version {version('ca-events')}, MIT licence."
    return f"{citation(study, version=_version(study))} {software}"
