// FormDrafts: forms that the office is changing. Each change is a step with the state before and after, so that it can
// be undone, and so that an editor's page can be compared with what others have changed since.
//   FormDrafts drafts(*inbox);
//   drafts.change({"visit", 3}, step, text, "wang", now);   // Conflict unless the draft is at revision 3
#pragma once

#include "service/inbox/inbox.h"

#include <string>
#include <vector>

namespace gongwen::inbox {

/// One per kind. An editor sees `form`, a JSON text; its revision is in each page and comes back with each
/// change.
struct FormDraft {
  std::string kind;
  std::int64_t revision = 0;  // 0: nothing has been changed yet
  std::string form;           // form.json
  std::string base;           // hash of the definition from which it was made
  std::string origin;         // kind whose files lie beside the form: its own, unless it began as a copy
  std::string author;         // author of the last change
  Seconds changed = 0;
};

/// The change that led to a revision: the value at a pointer before and after, as JSON; empty if there was none.
/// `place` is a JSON pointer (RFC 6901) into the form: `/sections/0/fields/3/label`. Example: before `"姓名"`, after
/// `"申请人姓名"`. Undo adds a step with the two exchanged, so that the history only grows.
struct FormStep {
  std::int64_t revision = 0;  // revision that it led to
  std::int64_t undoes = 0;    // the revision that it undid, or 0
  std::int64_t redoes = 0;    // the revision that it redid, or 0
  std::string place;
  std::string before;
  std::string after;
  std::string author;
  Seconds time = 0;
};

/// Called by the designer (design_api.cpp). All changes are transactions: the second of two editors gets Conflict;
/// changes are never mixed.
class FormDrafts {
 public:
  /// Number of steps that are kept; older ones cannot be undone.
  static constexpr std::int64_t kSteps = 200;

  explicit FormDrafts(Inbox& inbox) : inbox_(inbox) {}

  /// NotFound if the form has no draft.
  Result<FormDraft> get(const std::string& kind);
  /// All drafts, without their forms.
  Result<std::vector<FormDraft>> list();
  /// Saves `draft.form` as the revision after `draft.revision`, which must still be the present one; otherwise
  /// Conflict. Revision 0 creates the draft.
  std::optional<Fault> change(const FormDraft& draft, const FormStep& step);
  /// Returns the steps after a revision, in their order.
  Result<std::vector<FormStep>> steps(const std::string& kind, std::int64_t after);
  /// Discards the draft with its steps. Conflict if it has another revision.
  std::optional<Fault> remove(const std::string& kind, std::int64_t revision);

 private:
  Inbox& inbox_;
};

/// The steps that undo and redo would apply next; null if absent.
struct NextSteps {
  const FormStep* undo = nullptr;
  const FormStep* redo = nullptr;
};
NextSteps next_steps(const std::vector<FormStep>& steps);

}  // namespace gongwen::inbox
