// Adds notes to the cells of a workbook that a user has sent, so that it can be returned with its errors marked.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::xlsx {

struct AddedNote {
  std::string sheet;  // its name
  std::string cell;   // `B3`
  std::string text;
};

/// Returns the workbook with the notes; all its other parts are copied unchanged. A note that a cell has already is
/// kept, followed by the new text; a note that was added here before is replaced, or removed if the error is gone.
/// Notes for sheets that the workbook does not have are left out. Returns nullopt if this is no XLSX workbook of the
/// transitional form (ECMA-376), if it exceeds the limits of archives, or if no note could be placed.
std::optional<std::string> add_notes(std::string_view workbook, std::span<const AddedNote> notes);

}  // namespace gongwen::xlsx
