"""Reading a browser's upload straight into the sealed file: Django would put it into a temporary file in clear."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from benkan.apps.attachments.keeping import Intake
from benkan.core.attachments import CHUNK_BYTES, MAX_FILES
from benkan.core.errors import BenkanError


class SealingUpload(FileUploadHandler):
    """Takes every file of the form in; what is wrong is kept in ``error`` for the view, which alone may answer."""

    chunk_size = CHUNK_BYTES

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.intakes: list[Intake] = []
        self.error: BenkanError | None = None
        length = request.META.get("CONTENT_LENGTH") or "0"
        self._announced = int(length) if length.isdecimal() else 0

    def new_file(self, *given: Any, **named: Any) -> None:
        """Begins a file."""
        super().new_file(*given, **named)
        try:
            if len(self.intakes) < MAX_FILES:
                # The form holds a little more than its files; a file at the limit must not fail for that.
                self.intakes.append(Intake(self.file_name or "", max(0, self._announced - CHUNK_BYTES)))
                self._announced = 0
        except BenkanError as error:
            raise self._stopped(error) from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Takes more of the file; nothing is passed on."""
        try:
            self.intakes[-1].feed(raw_data)
        except BenkanError as error:
            raise self._stopped(error) from error

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file in the form's own list: a name and a size, without bytes."""
        return UploadedFile(file=None, name=self.intakes[-1].name, size=file_size)

    def give_up(self) -> None:
        """Nothing stays of files that the view did not keep."""
        for intake in self.intakes:
            intake.give_up()

    def _stopped(self, error: BenkanError) -> StopUpload:
        self.error = error
        # The rest is read and thrown away: a browser that is cut off in the middle would not show why.
        return StopUpload(connection_reset=False)
