// New forms: copies of others, and forms drafted from a file or a list of fields that a worker has read.
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

/// Whether a new form can have the name: a second kind of this name would hide the first one.
/// Names of drafts are not looked at here: FormDrafts::change() answers Conflict for them.
bool is_free_name(const DesignKinds& kinds, const std::string& name);
/// Its first draft, not saved yet.
inbox::FormDraft draft_of_new(const std::string& kind, const FormNode& form, const std::string& author,
                              inbox::Seconds now);
/// The name of a file that somebody has sent, without the folders of his machine.
/// Cut to its last component; a name that cannot be one of a file becomes `form.docx`.
std::string name_of_sent_file(const std::string& name);
/// The task that drafts a form of a file. Empty titles are those of the file.
Task new_form_task(const std::string& kind, MemoryFile file, const std::string& zh, const std::string& en);
/// The form that a worker has drafted, with the titles that were typed; or why it is none, as refused_design() calls
/// it.
base::Expected<FormNode, std::string> new_form_of(const DesignOfFile& made, const std::string& kind,
                                                  const std::string& zh, const std::string& en);

/// `{"zh": "报名表", "en": "registration"}`
FormNode title_node(const std::string& zh, const std::string& en);
/// The title of a form in a language; `kind` if it has none.
std::string title_of_form(const FormNode& form, const std::string& kind, diagnostics::Language language);

/// Asks for a file, or for the fields that somebody types instead.
OfficeForm file_form(const OfficeVisit& visit);
/// Asks for the form to copy, and for a name and titles.
OfficeForm copy_form(const OfficeVisit& visit, const DesignKinds& kinds);
/// Lists the guesses of a new form with their places, fields first. `report`: messages about the file.
OfficeTable found_table(const OfficeVisit& visit, const std::string& kind, const FormNode& form,
                        const DesignOfFile& made, const std::string& report);

}  // namespace gongwen::service
