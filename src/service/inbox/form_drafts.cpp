#include "service/inbox/form_drafts.h"

#include <algorithm>

namespace gongwen::inbox {
namespace {

FormDraft form_draft_of(const database::Row& row) {
  Columns columns(row);
  FormDraft draft;
  draft.kind = columns.text();
  draft.revision = columns.number();
  draft.form = columns.text();
  draft.base = columns.text();
  draft.origin = columns.text();
  draft.author = columns.text();
  draft.changed = columns.number();
  return draft;
}

FormStep form_step_of(const database::Row& row) {
  Columns columns(row);
  FormStep step;
  step.revision = columns.number();
  step.undoes = columns.number();
  step.redoes = columns.number();
  step.place = columns.text();
  step.before = columns.text();
  step.after = columns.text();
  step.author = columns.text();
  step.time = columns.number();
  return step;
}

}  // namespace

Result<FormDraft> FormDrafts::get(const std::string& kind) {
  const auto row = inbox_.first(
      "SELECT kind, revision, form, base, origin, author, changed FROM gw_kind_draft WHERE kind = $1", {kind});
  if (!row) return base::Failure{row.error()};
  return form_draft_of(*row);
}

Result<std::vector<FormDraft>> FormDrafts::list() {
  return inbox_.all<FormDraft>(
      // Without the forms: each may have some 100 KB, and the list shows only names and times.
      "SELECT kind, revision, '', base, origin, author, changed FROM gw_kind_draft ORDER BY kind", {}, form_draft_of);
}

std::optional<Fault> FormDrafts::change(const FormDraft& draft, const FormStep& step) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const std::int64_t next = draft.revision + 1;
    if (draft.revision == 0) {
      // Two editors may begin at the same time: the second one gets Exists, which is a conflict here.
      auto fault = inbox_.execute(
          "INSERT INTO gw_kind_draft (kind, revision, form, base, origin, author, changed) "
          "VALUES ($1, 1, $2, $3, $4, $5, CAST($6 AS BIGINT))",
          {draft.kind, draft.form, draft.base, draft.origin, draft.author, number_value(draft.changed)});
      if (fault && fault->kind == Fault::Kind::Exists) fault->kind = Fault::Kind::Conflict;
      if (fault) return fault;
      // Removes steps of a draft that was discarded. Done when a new draft begins: numbers start at 1 again, and old
      // steps would collide with new ones.
      if (auto old = inbox_.execute("DELETE FROM gw_kind_step WHERE kind = $1", {draft.kind})) return old;
    } else if (const auto fault = inbox_.change_one(
                   "UPDATE gw_kind_draft SET revision = CAST($3 AS BIGINT), form = $4, author = $5, "
                   "changed = CAST($6 AS BIGINT) WHERE kind = $1 AND revision = CAST($2 AS BIGINT) RETURNING kind",
                   {draft.kind, number_value(draft.revision), number_value(next), draft.form, draft.author,
                    number_value(draft.changed)},
                   Fault::Kind::Conflict)) {
      return fault;
    }
    if (const auto fault = inbox_.execute(
            "INSERT INTO gw_kind_step (kind, revision, undoes, redoes, place, before, after, author, time) VALUES "
            "($1, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), $5, $6, $7, $8, CAST($9 AS BIGINT))",
            {draft.kind, number_value(next), number_value(step.undoes), number_value(step.redoes), step.place,
             step.before, step.after, draft.author, number_value(draft.changed)})) {
      return fault;
    }
    // Keeps the last kSteps; older ones can no longer be undone, but the form itself is complete.
    return inbox_.execute("DELETE FROM gw_kind_step WHERE kind = $1 AND revision <= CAST($2 AS BIGINT)",
                          {draft.kind, number_value(next - kSteps)});
  });
}

Result<std::vector<FormStep>> FormDrafts::steps(const std::string& kind, std::int64_t after) {
  return inbox_.all<FormStep>(
      "SELECT revision, undoes, redoes, place, before, after, author, time FROM gw_kind_step WHERE kind = $1 "
      "AND revision > CAST($2 AS BIGINT) ORDER BY revision",
      {kind, number_value(after)}, form_step_of);
}

std::optional<Fault> FormDrafts::remove(const std::string& kind, std::int64_t revision) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    if (const auto fault = inbox_.change_one(
            "DELETE FROM gw_kind_draft WHERE kind = $1 AND revision = CAST($2 AS BIGINT) RETURNING kind",
            {kind, number_value(revision)}, Fault::Kind::Conflict)) {
      return fault;
    }
    return inbox_.execute("DELETE FROM gw_kind_step WHERE kind = $1", {kind});
  });
}

// Replays the history like a text editor: a normal step is pushed onto `done` and ends what could be redone; an undo
// moves the top of `done` to `undone`, a redo back. Example: steps 1, 2, 3 (undoes 2), 4 (redoes 2) end with done = {1,
// 2}.
NextSteps next_steps(const std::vector<FormStep>& steps) {
  std::vector<const FormStep*> done;
  std::vector<const FormStep*> undone;
  const auto move = [](std::vector<const FormStep*>& from, std::vector<const FormStep*>& to, std::int64_t revision) {
    // An undo or redo whose original step is no longer stored moves nothing.
    if (from.empty() || from.back()->revision != revision) return;
    to.push_back(from.back());
    from.pop_back();
  };
  for (const FormStep& step : steps) {
    if (step.undoes != 0) {
      move(done, undone, step.undoes);
    } else if (step.redoes != 0) {
      move(undone, done, step.redoes);
    } else {
      done.push_back(&step);
      undone.clear();
    }
  }
  return {done.empty() ? nullptr : done.back(), undone.empty() ? nullptr : undone.back()};
}

}  // namespace gongwen::inbox
