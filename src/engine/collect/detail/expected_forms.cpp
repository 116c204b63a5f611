#include "diagnostics/catalogue/intake.h"
#include "engine/collect/detail/form_groups.h"
#include "engine/input/detail/table_input.h"
#include "resources/read_file.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

using Names = std::vector<std::string>;  // one a column; empty for a blank cell

Names texts_of(const data::TableRow& row) {
  Names texts;
  for (const auto& cell : row.cells) texts.emplace_back(cell.text);
  return texts;
}

bool is_blank_row(const Names& row) {
  return std::all_of(row.begin(), row.end(), [](const std::string& text) { return comparable_name(text).empty(); });
}

class Expectation {
 public:
  Expectation(const std::vector<CollectedForm>& forms, const std::vector<FormGroup>& groups, const CompiledKind& kind)
      : forms_(forms), groups_(groups), columns_(roster_columns(kind)) {}

  bool knows(std::string_view head) const {
    return std::any_of(columns_.begin(), columns_.end(), [head](const RosterColumn& candidate) {
      return candidate.pointer == head || candidate.title == head;
    });
  }

  bool read_heads(const Names& heads, const diagnostics::Origin& origin, diagnostics::DiagnosticSink& sink) {
    for (const std::string& head : heads) {
      const auto column = std::find_if(columns_.begin(), columns_.end(), [&head](const RosterColumn& candidate) {
        return candidate.pointer == head || candidate.title == head;
      });
      if (column == columns_.end()) sink.report(messages::IntakeStrangeField, origin, head);
      pointers_.push_back(column == columns_.end() ? std::string() : column->pointer);
    }
    return std::find(pointers_.begin(), pointers_.end(), std::string()) == pointers_.end();
  }

  bool is_met(const Names& row) const {
    return std::any_of(groups_.begin(), groups_.end(), [&](const FormGroup& group) {
      const data::Value data = forms_[group.forms.front()].form.given->root();
      for (std::size_t i = 0; i < row.size() && i < pointers_.size(); ++i) {
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

std::string words_of(const Names& row) {
  std::string words;
  for (const std::string& text : row) {
    if (!text.empty()) words += (words.empty() ? "" : "，") + text;
  }
  return words;
}

}  // namespace

std::vector<std::string> missing_forms(const std::string& path, const std::vector<CollectedForm>& forms,
                                       const std::vector<FormGroup>& groups, const CompiledKind& kind, Run& run) {
  base::Expected<std::string> bytes = resources::read_bytes(path, {}, run.sink());
  if (!bytes) return {};
  Expectation expectation(forms, groups, kind);
  const data::KnowsHeading knows = [&expectation](std::string_view text) {
    return expectation.knows(text);
  };
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

}  // namespace gongwen::engine
