"""What a preparation says: one line a face, and a note file beside each face."""

from .manifest import FACE_FOLDER, write_atomically


def face_line(built):
    """Returns the line printed for a face that was made."""
    return f"{built.face_id:18} {len(built.data) / 1e6:6.2f} MB"


def write_notes(built):
    """Writes faces/<id>.txt: every change made to the source, in order."""
    text = "\n".join([f"{built.face_id}: {len(built.data)} bytes", *built.notes]) + "\n"
    write_atomically(FACE_FOLDER / f"{built.face_id}.txt", text.encode())


def twin_refusals(built):
    """Returns the notes about marks that got no half-width twin."""
    return [note for note in built.notes if note.startswith("half-width-twins: none")]
