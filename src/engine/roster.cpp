#include "engine/roster.h"

#include "base/utf8.h"
#include "data/schema_fields.h"
#include "data/value_json.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/printer.h"
#include "engine/field_words.h"
#include "engine/identity.h"
#include "engine/roster_words.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Diagnostic;
using diagnostics::Severity;

void add_columns(const data::SchemaField& field, const std::string& above, std::vector<RosterColumn>& columns) {
  for (const data::SchemaField& part : field.parts) {
    const std::string own(part.title.chinese.empty() ? part.name : part.title.chinese);
    const std::string title = above.empty() ? own : above + "：" + own;
    if (part.types.has(data::SchemaType::Object) && !part.parts.empty()) {
      add_columns(part, title, columns);
    } else {
      columns.push_back({part.pointer, title, part.required});
    }
  }
}

class RosterMaker {
 public:
  RosterMaker(std::vector<ReadForm>& forms, const std::shared_ptr<const CompiledKind>& kind,
              const RenderOptions& options)
      : forms_(forms), kind_(*kind), identities_(kind, options) {}

  Roster run() {
    roster_.title = kind_.manifest->info.title_zh;
    add_columns(data::describe_all_fields(*kind_.schema), {}, roster_.columns);
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      roster_.files.push_back(forms_[i].path);
      add(i);
    }
    for (std::size_t i = 0; i < forms_.size(); ++i) add_problems(i);
    for (RosterRow& row : roster_.rows) count(row);
    return std::move(roster_);
  }

 private:
  void add(std::size_t index) {
    const ReadForm& form = forms_[index];
    if (!form.document) {
      ++roster_.unreadable;
      return;
    }
    const Identity identity = identities_.read(*form.document);
    if (RosterRow* const row = find_row(identity, index)) {
      compare(*row, index);
      row->forms.push_back(index);
      return;
    }
    roster_.rows.push_back({identity.name, {index}, cells_of(form)});
    persons_.push_back(identity);
  }

  /// The line of the same person. Who may be the same, or is a namesake, has a line of their own, so that nobody is
  /// hidden behind another; both are told.
  RosterRow* find_row(const Identity& identity, std::size_t index) {
    for (std::size_t i = 0; i < persons_.size(); ++i) {
      if (likeness(persons_[i], identity) == Likeness::Same) return &roster_.rows[i];
    }
    for (std::size_t i = 0; i < persons_.size(); ++i) {
      const Likeness alike = likeness(persons_[i], identity);
      if (alike != Likeness::Different) tell(alike, roster_.rows[i], identity, index);
    }
    return nullptr;
  }

  void tell(Likeness alike, const RosterRow& row, const Identity& identity, std::size_t index) {
    const std::string& first = forms_[row.forms.front()].path;
    diagnostics::DiagnosticSink& sink = forms_[index].run->sink();
    if (alike == Likeness::SameName) {
      sink.report(messages::IntakeSameName, diagnostics::Origin{}, first, forms_[index].path, identity.name);
      return;
    }
    BilingualWords titles;
    for (const Identity::Contact& contact : identity.contacts) {
      const BilingualWords title = field_title(*kind_.schema, contact.pointer);
      titles.english += (titles.english.empty() ? "" : ", ") + title.english;
      titles.chinese += (titles.chinese.empty() ? "" : "、") + title.chinese;
    }
    sink.report(messages::IntakeSameContacts, diagnostics::Origin{}, first, forms_[index].path, titles.english,
                titles.chinese);
  }

  std::vector<std::string> cells_of(const ReadForm& form) const {
    std::vector<std::string> cells;
    for (const RosterColumn& column : roster_.columns) {
      const auto value = form.document->resolve(column.pointer);
      cells.push_back(value ? roster_words(*value, *kind_.schema) : std::string());
    }
    return cells;
  }

  void compare(RosterRow& row, std::size_t index) {
    const ReadForm& first = forms_[row.forms.front()];
    ReadForm& later = forms_[index];
    const std::vector<std::string> cells = cells_of(later);
    bool same = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (is_equal(first, later, roster_.columns[i].pointer)) continue;
      same = false;
      const BilingualWords title = field_title(*kind_.schema, roster_.columns[i].pointer);
      later.run->sink().report(messages::IntakeDisagree, diagnostics::Origin{}, first.path, later.path, title.english,
                               title.chinese, row.cells[i], cells[i]);
    }
    row.disagrees = row.disagrees || !same;
    if (same) {
      later.run->sink().report(messages::IntakeSamePerson, diagnostics::Origin{}, first.path, later.path, row.person);
    }
  }

  static bool is_equal(const ReadForm& a, const ReadForm& b, const std::string& pointer) {
    const auto json = [&pointer](const ReadForm& form) {
      std::string out;
      if (const auto value = form.document->resolve(pointer)) data::append_value_json(out, *value);
      return out;
    };
    return json(a) == json(b);
  }

  void add_problems(std::size_t index) {
    for (const Diagnostic& diagnostic : forms_[index].run->sink().diagnostics()) {
      std::string text = diagnostics::message_text(diagnostic, diagnostics::Language::Chinese);
      for (const diagnostics::Note& note : diagnostic.notes) {
        if (note.id == diagnostics::messages::IntakeAtField && note.arguments.size() > 1)
          text += "——" + note.arguments[1];
      }
      roster_.problems.push_back({category_of(diagnostic, forms_[index]), index, std::move(text)});
    }
  }

  static std::string category_of(const Diagnostic& diagnostic, const ReadForm& form) {
    const diagnostics::DiagnosticId id = diagnostic.id;
    if (id == messages::DataMissingName) return "缺少";
    if (id == messages::IntakeOldEdition) return "旧版本";
    if (id == messages::IntakeSamePerson) return "重复";
    if (id == messages::IntakeSameContacts || id == messages::IntakeSameName) return "疑似重复";
    if (id == messages::IntakeDisagree || id == messages::IntakeConflict) return "不一致";
    if (!form.document) return "未读取";
    return diagnostic.severity == Severity::Error ? "错误" : "提醒";
  }

  void count(RosterRow& row) const {
    for (const std::size_t index : row.forms) {
      for (const Diagnostic& diagnostic : forms_[index].run->sink().diagnostics()) {
        row.errors += diagnostic.severity == Severity::Error;
        row.warnings += diagnostic.severity == Severity::Warning;
      }
    }
  }

  std::vector<ReadForm>& forms_;
  const CompiledKind& kind_;
  IdentityReader identities_;
  Roster roster_;
  std::vector<Identity> persons_;  // one a row
};

}  // namespace

Roster make_roster(std::vector<ReadForm>& forms, const std::shared_ptr<const CompiledKind>& kind,
                   const RenderOptions& options) {
  return RosterMaker(forms, kind, options).run();
}

}  // namespace gongwen::engine
