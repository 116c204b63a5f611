// Adds notes to the cells of a workbook that somebody has sent, so that it can be sent back with what is wrong in it.
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

/// The workbook with the notes; all other parts of it are copied as they are. A note that a cell has already is kept,
/// with the text below it; one that was added here before is replaced, and removed where nothing is wrong any more.
/// Notes for sheets that the workbook does not have are left out. Returns nullopt if this is no XLSX workbook of the
/// transitional form (ECMA-376), if it exceeds the limits of archives, or if no note has a place.
std::optional<std::string> add_notes(std::string_view workbook, std::span<const AddedNote> notes);

}  // namespace gongwen::xlsx
