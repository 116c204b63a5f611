#include "engine/collect/detail/form_groups.h"

#include "data/values.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/collect/detail/roster_columns.h"
#include "engine/core/detail/field_words.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::size_t kMaxDifferences = 12;  // in one message

class Grouper {
 public:
  Grouper(std::vector<CollectedForm>& forms, const std::shared_ptr<const CompiledKind>& kind,
          const RenderOptions& options)
      : forms_(forms), kind_(kind), identities_(kind, options) {}

  std::vector<FormGroup> run(std::span<const std::size_t> indices) {
    for (const std::size_t index : indices) add(index);
    for (FormGroup& group : groups_) settle(group);
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      // One is enough: each of many namesakes gets a message about the first one.
      for (std::size_t earlier = 0; earlier < i && !report_likeness(groups_[earlier], groups_[i]); ++earlier) continue;
    }
    return std::move(groups_);
  }

 private:
  void add(std::size_t index) {
    const Identity identity = identities_.read(*forms_[index].form.given);
    const auto same = std::find_if(groups_.begin(), groups_.end(), [&](const FormGroup& group) {
      return likeness(group.identity, identity) == Likeness::Same;
    });
    if (same == groups_.end()) {
      groups_.push_back({identity, {index}, false});
    } else {
      same->forms.push_back(index);
    }
  }

  void settle(FormGroup& group) {
    std::stable_sort(group.forms.begin(), group.forms.end(),
                     [this](std::size_t a, std::size_t b) { return is_newer(forms_[a], forms_[b]); });
    if (group.forms.size() == 1) return;
    group.identity = identities_.read(*forms_[group.forms.front()].form.given);
    for (std::size_t i = 1; i < group.forms.size(); ++i) set_aside(group, group.forms[i]);
  }

  void set_aside(FormGroup& group, std::size_t index) {
    const CollectedForm& counts = forms_[group.forms.front()];
    CollectedForm& older = forms_[index];
    older.set_aside = std::move(older.form.run);
    older.form.run = std::make_unique<Run>(kind_, Run::KindMessages::Leave);
    diagnostics::DiagnosticSink& sink = older.form.run->sink();
    const BilingualWords differences = compare(older.form, counts.form);
    const std::string name = form_name(older.form);
    const std::string newer = form_name(counts.form);
    if (differences.chinese.empty()) {
      sink.report(messages::IntakeSamePerson, Origin{}, name, time_words(older), newer, time_words(counts),
                  group.identity.name);
    } else {
      group.disagrees = true;
      sink.report(messages::IntakeDisagree, Origin{}, name, time_words(older), newer, time_words(counts),
                  differences.english, differences.chinese);
    }
  }

  /// What is another in the older form, field by field; empty when nothing is.
  BilingualWords compare(const ReadForm& older, const ReadForm& newer) const {
    BilingualWords words;
    std::size_t count = 0;
    for (const RosterColumn& column : roster_columns(*kind_)) {
      if (agree(older.document->resolve(column.pointer), newer.document->resolve(column.pointer))) continue;
      if (++count > kMaxDifferences) continue;
      const BilingualWords title = field_title(*kind_->schema, column.pointer);
      const std::string old = roster_cell(older, column, *kind_);
      const std::string now = roster_cell(newer, column, *kind_);
      if (count > 1) words += texts::Semicolon;
      words += texts::EngineDifference.pair(title, old, now);
    }
    if (count > kMaxDifferences) words += texts::EngineMoreDifferences.pair(count - kMaxDifferences);
    return words;
  }

  /// A default that somebody has written out is no other value.
  static bool agree(const std::optional<data::Value>& older, const std::optional<data::Value>& newer) {
    if (!older || !newer) return !older && !newer;
    return std::is_eq(data::compare_values(*older, *newer));
  }

  /// Who may be the same, or is a namesake, keeps their own group, so that nobody is hidden by somebody else.
  /// Returns: whether they are alike.
  bool report_likeness(const FormGroup& earlier, const FormGroup& later) {
    const Likeness alike = likeness(earlier.identity, later.identity);
    if (alike == Likeness::Different) return false;
    const std::string first = form_name(forms_[earlier.forms.front()].form);
    ReadForm& form = forms_[later.forms.front()].form;
    if (alike == Likeness::SameName) {
      form.run->sink().report(messages::IntakeSameName, Origin{}, first, form_name(form), later.identity.name);
      return true;
    }
    BilingualWords titles;
    for (const Identity::Detail& contact : later.identity.contacts) {
      if (!titles.english.empty()) titles += texts::ListComma;
      titles += field_title(*kind_->schema, contact.pointer);
    }
    form.run->sink().report(messages::IntakeSameContacts, Origin{}, first, form_name(form), titles.english,
                            titles.chinese);
    return true;
  }

  std::vector<CollectedForm>& forms_;
  const std::shared_ptr<const CompiledKind>& kind_;
  IdentityReader identities_;
  std::vector<FormGroup> groups_;
};

}  // namespace

std::vector<FormGroup> group_forms(std::vector<CollectedForm>& forms, std::span<const std::size_t> indices,
                                   const std::shared_ptr<const CompiledKind>& kind, const RenderOptions& options) {
  return Grouper(forms, kind, options).run(indices);
}

}  // namespace gongwen::engine
