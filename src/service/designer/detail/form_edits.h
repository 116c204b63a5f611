// Edits of a form by buttons: rows and cells of the paper, fields, steps. Each edit is small and has a name, so that
// editing without a mouse, editing by programs and undo share one set of operations.
#pragma once

#include "service/designer/detail/form_tree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Names of edits, used in the values of buttons: `row-up /paper/0/rows/3`.
enum class FormEdit : std::uint8_t {
  RowUp,
  RowDown,
  CellLeft,
  CellRight,
  Wider,
  Narrower,
  Split,
  Join,
  DeleteRow,
  DeleteField,
  StepUp,
  StepDown,
  DeleteStep,
  // Edits of letters, boxes and reports: see form_parts.h.
  PartUp,
  PartDown,
  DeletePart
};
std::optional<FormEdit> find_edit(std::string_view name);
std::string_view edit_name(FormEdit edit);

/// Carries out an edit at a place: `/paper/0/rows/3`, `/paper/0/rows/3/cells/1`, `/web/steps/0`, a part of other paper,
/// or the pointer of a field. Returns false, with the form unchanged, if the edit is not possible there. Names of texts
/// follow the parts that move (text_places.h).
bool apply_edit(FormNode& form, FormEdit edit, std::string_view at);
/// Returns whether the edit is possible, by trying it on a copy; forms are small.
bool can_edit(const FormNode& form, FormEdit edit, std::string_view at);

struct NewFormField {
  std::string title_zh;
  std::string title_en;
  std::string type;  // empty: a short text
  // In a sentence or box the new field is put after the part that has this field.
  std::string after;  // the pointer of the field whose row it follows; empty: at the end
};
/// Removes a field, its places on paper and in steps, and all fields in it.
bool delete_field(FormNode& form, std::string_view field);
/// Returns whether a pointer is that of `field` or of a field within it.
bool is_within(std::string_view pointer, std::string_view field);

/// Adds a field with a row on paper and a place in a step. Returns its pointer; nullopt if the paper has no rows.
/// Its name comes from the English title: `/work_unit`, or `/work_unit_2` if that is taken.
std::optional<std::string> add_field(FormNode& form, const NewFormField& field);

/// Returns the index of the step that has a field; nullopt if no step has it. A field within a group or list is in the
/// step of that group or list.
std::optional<std::size_t> step_of(const FormNode& form, std::string_view field);
/// Moves a field into a step; without a step, removes it from all steps.
void set_step(FormNode& form, std::string_view field, std::optional<std::size_t> step);

}  // namespace gongwen::service
