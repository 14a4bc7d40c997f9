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
        ``ca_events/data`` of an installed package, or ``data`` of a checkout.

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
    """Name the version of the bundled data: the study's version and the checksum of its events.

    Returns
    -------
    str
        Such as ``"0.1.0+sha256.1f2e3d4c5b6a"``.
    """
    import hashlib

    study = Study.read(folder())
    digest = hashlib.sha256((folder() / "events.csv").read_bytes()).hexdigest()
    return f"{study.version}+sha256.{digest[:12]}"


def cite() -> str:
    """Say how to cite the bundled data and the software.

    Returns
    -------
    str
        Two sentences.

    Examples
    --------
    >>> print(cite())  # doctest: +ELLIPSIS
    ca_events contributors. China's engagement with Central Asia...
    """
    return f"{citation(Study.read(folder()), version=data_version())} Made with ca_events (MIT licence)."
