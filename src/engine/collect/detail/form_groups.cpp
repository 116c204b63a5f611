#include "engine/collect/detail/form_groups.h"

#include "data/values.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/collect/detail/roster_columns.h"
#include "engine/core/detail/field_words.h"
#include "engine/input/detail/table_input.h"
#include "resources/read_file.h"

#include <algorithm>

// Grouping is pairwise and not transitive: a form joins the first group with the same identity; forms that are only
// similar stay separate and are reported, since a wrong merge would hide a person.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

using Names = std::vector<std::string>;  // one per column; empty for a blank cell

Names texts_of(const data::TableRow& row) {
  Names texts;
  for (const auto& cell : row.cells) texts.emplace_back(cell.text);
  return texts;
}

/// Blank in the sense of names: dots and blanks do not count.
bool is_blank_row(const Names& row) {
  return std::all_of(row.begin(), row.end(), [](const std::string& text) { return comparable_name(text).empty(); });
}

/// Compares the rows of a list of expected persons with the forms that have arrived.
class Expectation {
 public:
  Expectation(const std::vector<CollectedForm>& forms, const std::vector<FormGroup>& groups, const CompiledKind& kind)
      : forms_(forms), groups_(groups), columns_(roster_columns(kind)) {}

  /// Headings may be titles of columns or pointers.
  bool knows(std::string_view head) const {
    return std::any_of(columns_.begin(), columns_.end(), [head](const RosterColumn& candidate) {
      return candidate.pointer == head || candidate.title == head;
    });
  }

  /// Reports all unknown headings; returns false if there were any.
  bool read_heads(const Names& heads, const diagnostics::Origin& origin, diagnostics::DiagnosticSink& sink) {
    for (const std::string& head : heads) {
      const auto column = std::find_if(columns_.begin(), columns_.end(), [&head](const RosterColumn& candidate) {
        return candidate.pointer == head || candidate.title == head;
      });
      // An unknown heading also gets an empty pointer, so that pointers and cells have the same indices.
      if (column == columns_.end()) sink.report(messages::IntakeStrangeField, origin, head);
      pointers_.push_back(column == columns_.end() ? std::string() : column->pointer);
    }
    return std::find(pointers_.begin(), pointers_.end(), std::string()) == pointers_.end();
  }

  /// Whether a form has all values of the row. Blank cells are not compared.
  bool is_met(const Names& row) const {
    return std::any_of(groups_.begin(), groups_.end(), [&](const FormGroup& group) {
      // Uses the form that counts; older ones may have another name.
      const data::Value data = forms_[group.forms.front()].form.given->root();
      for (std::size_t i = 0; i < row.size() && i < pointers_.size(); ++i) {
        // A cell that is empty in the list demands nothing: people often list only names.
        const std::string wanted = comparable_name(row[i]);
        const auto value = data.resolve(pointers_[i]);
        const std::string present = value && value->is_string() ? comparable_name(value->string()) : std::string();
        if (!wanted.empty() && wanted != present) return false;
      }
      return true;
    });
  }

 private:
  const std::vector<CollectedForm>& forms_;
  const std::vector<FormGroup>& groups_;
  std::vector<RosterColumn> columns_;
  std::vector<std::string> pointers_;
};

/// The values of a row in one line: 张某，某大学.
std::string words_of(const Names& row) {
  std::string words;
  for (const std::string& text : row) {
    if (!text.empty()) words += (words.empty() ? "" : "，") + text;
  }
  return words;
}

}  // namespace

/// Headings are found like those of any table; rows above them are skipped.
std::vector<std::string> missing_forms(const std::string& path, const std::vector<CollectedForm>& forms,
                                       const std::vector<FormGroup>& groups, const CompiledKind& kind, Run& run) {
  base::Expected<std::string> bytes = resources::read_bytes(path, {}, run.sink());
  if (!bytes) return {};
  Expectation expectation(forms, groups, kind);
  const data::KnowsHeading knows = [&expectation](std::string_view text) {
    return expectation.knows(text);
  };
  // The list of expected forms is a table with headings of the kind; rows above the headings are skipped.
  const auto table = TableInput::open(path, *std::move(bytes), knows, *kind.file_reader, run);
  if (!table) return {};
  data::HeadedTable rows((*table)->rows(), knows);
  std::vector<std::string> missing;
  bool has_heads = false;
  while (const auto row = rows.next_row(run.sink())) {
    const Names names = texts_of(*row);
    if (is_blank_row(names)) continue;
    if (!has_heads) {
      has_heads = true;
      if (!expectation.read_heads(names, {row->place, {}}, run.sink())) return {};
    } else if (!expectation.is_met(names)) {
      missing.push_back(words_of(names));
    }
  }
  return missing;
}

namespace {

using diagnostics::Origin;

constexpr std::size_t kMaxDifferences = 12;  // in one message

/// Groups the forms of one kind, and reports on older and similar ones.
class Grouper {
 public:
  Grouper(std::vector<CollectedForm>& forms, const std::shared_ptr<const CompiledKind>& kind,
          const RenderOptions& options)
      : forms_(forms), kind_(kind), identities_(kind, options) {}

  std::vector<FormGroup> run(std::span<const std::size_t> indices) {
    for (const std::size_t index : indices) add(index);
    // Groups are complete before forms count or are set aside.
    for (FormGroup& group : groups_) settle(group);
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      // One message is enough: each of many namesakes gets one about the first of them.
      for (std::size_t earlier = 0; earlier < i && !report_likeness(groups_[earlier], groups_[i]); ++earlier) continue;
    }
    return std::move(groups_);
  }

 private:
  /// Adds the form to the group of the same identity, or starts a group.
  void add(std::size_t index) {
    const Identity identity = identities_.read(*forms_[index].form.given);
    const auto same = std::find_if(groups_.begin(), groups_.end(), [&](const FormGroup& group) {
      // Only certain matches are joined here; similar groups are reported when all are complete.
      return likeness(group.identity, identity) == Likeness::Same;
    });
    if (same == groups_.end()) {
      groups_.push_back({identity, {index}, false});
    } else {
      same->forms.push_back(index);
    }
  }

  /// Sorts a group, the newest first; its identity is that of the form that counts.
  void settle(FormGroup& group) {
    std::stable_sort(group.forms.begin(), group.forms.end(),
                     [this](std::size_t a, std::size_t b) { return is_newer(forms_[a], forms_[b]); });
    if (group.forms.size() == 1) return;
    // The name may have been corrected in the newest form.
    group.identity = identities_.read(*forms_[group.forms.front()].form.given);
    for (std::size_t i = 1; i < group.forms.size(); ++i) set_aside(group, group.forms[i]);
  }

  /// Replaces the messages of an older form by a single one, which states that a newer form counts and how the two
  /// differ.
  void set_aside(FormGroup& group, std::size_t index) {
    const CollectedForm& counts = forms_[group.forms.front()];
    CollectedForm& older = forms_[index];
    // Errors of a form that no longer counts would only confuse.
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

  /// The differences of the older form, field by field; empty if absent.
  BilingualWords compare(const ReadForm& older, const ReadForm& newer) const {
    BilingualWords words;
    std::size_t count = 0;
    for (const RosterColumn& column : roster_columns(*kind_)) {
      if (agree(older.document->resolve(column.pointer), newer.document->resolve(column.pointer))) continue;
      // Further ones are only counted.
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

  /// Values are compared with defaults filled in: a default that was typed is not a different value.
  static bool agree(const std::optional<data::Value>& older, const std::optional<data::Value>& newer) {
    if (!older || !newer) return !older && !newer;
    return std::is_eq(data::compare_values(*older, *newer));
  }

  /// Reports persons who may be the same, or are namesakes; each keeps a group, so that no one disappears. Returns
  /// whether the two are alike.
  bool report_likeness(const FormGroup& earlier, const FormGroup& later) {
    const Likeness alike = likeness(earlier.identity, later.identity);
    if (alike == Likeness::Different) return false;
    const std::string first = form_name(forms_[earlier.forms.front()].form);
    ReadForm& form = forms_[later.forms.front()].form;
    // The later one gets the message, so that each pair is reported once.
    if (alike == Likeness::SameName) {
      form.run->sink().report(messages::IntakeSameName, Origin{}, first, form_name(form), later.identity.name);
      return true;
    }
    BilingualWords titles;
    // The message names the contacts that agree: they are the reason.
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
