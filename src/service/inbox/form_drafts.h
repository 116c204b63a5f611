// FormDrafts: forms that the office is changing. Each change is a step with what was there before and after, so that it
// can be taken back, and so that what an editor saw can be compared with what others have done since.
//   FormDrafts drafts(*inbox);
//   drafts.change({"visit", 3}, step, text, "wang", now);   // Conflict unless the draft is at revision 3
#pragma once

#include "service/inbox/inbox.h"

#include <string>
#include <vector>

namespace gongwen::inbox {

/// One per kind. What an editor sees is `form`, a JSON text; its revision goes into each page and comes back with each
/// change.
struct FormDraft {
  std::string kind;
  std::int64_t revision = 0;  // 0: nothing has been changed yet
  std::string form;           // form.json
  std::string base;           // the hash of the definition that it began from
  std::string origin;         // the kind whose files lie beside the form: its own, unless it began as a copy
  std::string author;         // of the last change
  Seconds changed = 0;
};

/// What a revision changed: the value at a pointer, as JSON; empty: there was none, or there is none any more.
/// `place` is a JSON pointer (RFC 6901) into the form: `/sections/0/fields/3/label`. Example: before `"姓名"`, after
/// `"申请人姓名"`. Undoing adds a step of its own with the two exchanged, so that history only grows.
struct FormStep {
  std::int64_t revision = 0;  // that it led to
  std::int64_t undoes = 0;    // the revision that it took back, or 0
  std::int64_t redoes = 0;    // the revision that it made again, or 0
  std::string place;
  std::string before;
  std::string after;
  std::string author;
  Seconds time = 0;
};

/// Called by the designer (design_api.cpp). All changes are transactions: two editors get Conflict, never a mixture.
class FormDrafts {
 public:
  /// Steps that are kept; older ones cannot be taken back.
  static constexpr std::int64_t kSteps = 200;

  explicit FormDrafts(Inbox& inbox) : inbox_(inbox) {}

  /// NotFound if nobody has changed the form.
  Result<FormDraft> get(const std::string& kind);
  /// All drafts, without their forms.
  Result<std::vector<FormDraft>> list();
  /// Saves `draft.form` as the revision after `draft.revision`, which must still be the present one: Conflict
  /// otherwise. Revision 0 creates the draft.
  std::optional<Fault> change(const FormDraft& draft, const FormStep& step);
  /// Steps in their order, those after a revision.
  Result<std::vector<FormStep>> steps(const std::string& kind, std::int64_t after);
  /// Gives up the draft with its steps. Conflict if it has another revision.
  std::optional<Fault> remove(const std::string& kind, std::int64_t revision);

 private:
  Inbox& inbox_;
};

/// The step that is taken back next and the one that is made again next; null if there is none.
struct NextSteps {
  const FormStep* undo = nullptr;
  const FormStep* redo = nullptr;
};
NextSteps next_steps(const std::vector<FormStep>& steps);

}  // namespace gongwen::inbox
