"""The one tree of errors. Each says what happened, where, and what to do about it."""


class TalionError(Exception):
    """Anything that Talion raises on purpose.

    ``kind`` is a stable short name (it stands in a record's ``error``), ``where`` a file, document or
    field, and ``remedy`` what the user can do; each but ``kind`` may be empty.
    """

    kind = "error"

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        self.message, self.where, self.remedy = message, where, remedy
        super().__init__(message)

    def __str__(self) -> str:
        """One line: where, what, and what to do."""
        start = f"{self.where}: " if self.where else ""
        end = f"; {self.remedy}" if self.remedy else ""
        return f"{start}{self.message}{end}"


class IntakeError(TalionError):
    """A source that can't be turned into a document."""

    kind = "unreadable"


class EmptyDocument(IntakeError):
    """A document without any text."""

    kind = "empty"


class DocumentTooLarge(IntakeError):
    """A document over the size that is read whole."""

    kind = "too-large"


class DocumentError(TalionError):
    """A document whose fields are not what they must be, such as a date that is none."""

    kind = "invalid-document"


class LanguageError(TalionError):
    """A language, or a parser, that is not to be had here."""

    kind = "language"


class ModelError(TalionError):
    """A model file that is missing, changed or can't be run."""

    kind = "model"


class KnowledgeError(TalionError):
    """A data file (lexicon, ontology, gazetteer, a user's own) that breaks its own schema."""

    kind = "knowledge"


class RecordError(TalionError):
    """A record that breaks the contract of its schema."""

    kind = "record"


class TookTooLong(TalionError):
    """A document that took more time than one may."""

    kind = "time-limit"


class PluginError(TalionError):
    """A plug-in that can't be loaded, or is not there."""

    kind = "plugin"


class WorkerError(TalionError):
    """A worker process that died, or could not start."""

    kind = "worker"


class StorageError(TalionError):
    """A file or folder, on disk or in object storage, that can't be read or written."""

    kind = "storage"


class ClusterError(TalionError):
    """A cluster that can't be reached, or that broke."""

    kind = "cluster"


class DatabaseError(TalionError):
    """A database that can't be opened, is none of ours, or has a schema that is not known."""

    kind = "database"


class DatabaseBusy(DatabaseError):
    """A database that others keep open for longer than was waited."""

    kind = "busy"


class QueryError(DatabaseError):
    """A question that the database can't answer: broken SQL, a filter's value that is none."""

    kind = "query"
