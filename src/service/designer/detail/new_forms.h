// New forms: copies of others, and forms that a worker drafted from a file or from a list of fields.
#pragma once

#include "base/expected.h"
#include "diagnostics/text.h"
#include "gongwen/memory_file.h"
#include "service/designer/detail/design_task.h"
#include "service/designer/detail/form_tree.h"
#include "service/inbox/form_drafts.h"

#include <string>

namespace gongwen::service {

struct OfficeForm;
struct OfficeTable;
struct OfficeVisit;
struct Task;

/// Returns whether a new form can have the name: a second kind of this name would hide the first one. Names of drafts
/// are not checked here: FormDrafts::change() answers Conflict for them.
bool is_free_name(const DesignKinds& kinds, const std::string& name);
/// Returns the first draft of a new form; it is not saved yet.
inbox::FormDraft draft_of_new(const std::string& kind, const FormNode& form, const std::string& author,
                              inbox::Seconds now);
/// Returns the name of an uploaded file without the folders of the sender's machine: its last component; `form.docx` if
/// that is not a valid name.
std::string name_of_sent_file(const std::string& name);
/// Makes the task that drafts a form from a file. If a title is empty, that of the file is used.
Task new_form_task(const std::string& kind, MemoryFile file, const std::string& zh, const std::string& en);
/// Returns the form that a worker has drafted, with the typed titles; or the reason why there is none, by the names
/// that refused_design() takes.
base::Expected<FormNode, std::string> new_form_of(const DesignOfFile& made, const std::string& kind,
                                                  const std::string& zh, const std::string& en);

/// Returns a title as form.json has it: `{"zh": "报名表", "en": "registration"}`
FormNode title_node(const std::string& zh, const std::string& en);
/// Returns the title of a form in a language; `kind` if it has none.
std::string title_of_form(const FormNode& form, const std::string& kind, diagnostics::Language language);

/// Asks for a file, or for typed fields instead of one.
OfficeForm file_form(const OfficeVisit& visit);
/// Asks for the form to copy, and for a name and titles.
OfficeForm copy_form(const OfficeVisit& visit, const DesignKinds& kinds);
/// Lists the guesses of a new form with their places, fields first. `report`: messages about the file.
OfficeTable found_table(const OfficeVisit& visit, const std::string& kind, const FormNode& form,
                        const DesignOfFile& made, const std::string& report);

}  // namespace gongwen::service
