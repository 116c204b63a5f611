#include "base/nearest_name.h"
#include "cli/command.h"
#include "diagnostics/catalogue.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::CatalogueEntry;
using diagnostics::DiagnosticId;
using diagnostics::Fault;

/// A pattern with … in place of its arguments: "`{0}` is missing" → "`…` is missing".
std::string pattern_words(std::string_view pattern) {
  std::string words;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_doubled = i + 1 < pattern.size() && pattern[i + 1] == pattern[i];
    if ((pattern[i] == '{' || pattern[i] == '}') && is_doubled) {
      words += pattern[i++];
    } else if (pattern[i] == '{') {
      words += "…";
      i = std::min(pattern.find('}', i), pattern.size());
    } else {
      words += pattern[i];
    }
  }
  return words;
}

const diagnostics::BilingualText& severity_text(const CatalogueEntry& entry) {
  if (entry.severity == Severity::Warning) return texts::CliExplainWarning;
  if (entry.severity == Severity::Note) return texts::CliExplainNote;
  switch (entry.fault) {
    case Fault::Input: return texts::CliExplainInputError;
    case Fault::Usage: return texts::CliExplainUsageError;
    case Fault::Environment: return texts::CliExplainEnvironmentError;
  }
  return texts::CliExplainInputError;
}

class ExplainCommand final : public Command {
 public:
  std::string_view name() const override { return "explain"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliExplainSummary); }
  void declare(OptionList& list) override {
    OptionSpec& ids = list.add("ID", &ids_, texts::CliExplainId);
    for (const DiagnosticId id : diagnostics::catalogue()) ids.suggestions.emplace_back(catalogue_entry(id).id);
    list.add("--json", &json_, texts::CliAsJson);
  }

  int run(Session& session) override {
    std::vector<CatalogueEntry> found;
    bool is_list = ids_.empty();
    if (is_list) ids_.emplace_back();
    for (const std::string& id : ids_) {
      const std::vector<CatalogueEntry> meant = entries_of(id);
      if (meant.empty()) return refuse(session, id);
      is_list = is_list || meant.front().id != id;
      found.insert(found.end(), meant.begin(), meant.end());
    }
    if (json_) return session.print(json_of(found).text() + "\n");
    return session.print(is_list ? list_of(found, session.wording()) : explanations_of(found, session.wording()));
  }

 private:
  /// The message of this identifier, or those of a module: `css`, `css/`. All for an empty one.
  static std::vector<CatalogueEntry> entries_of(std::string_view id) {
    if (const auto one = diagnostics::find_message(id)) return {catalogue_entry(*one)};
    std::string start(id);
    if (!start.empty() && !start.ends_with('/')) start += '/';
    std::vector<CatalogueEntry> entries;
    for (const DiagnosticId other : diagnostics::catalogue()) {
      const CatalogueEntry entry = catalogue_entry(other);
      if (entry.id.starts_with(start)) entries.push_back(entry);
    }
    return entries;
  }

  static int refuse(Session& session, const std::string& id) {
    std::vector<std::string_view> known;
    for (const DiagnosticId other : diagnostics::catalogue()) known.push_back(catalogue_entry(other).id);
    return print_usage_error(session, messages::CliUnknownMessage,
                             {id, std::string(base::find_nearest_name(id, known))});
  }

  static std::string list_of(const std::vector<CatalogueEntry>& entries, const Wording& wording) {
    std::string out;
    for (const CatalogueEntry& entry : entries) {
      out.append(entry.id).append("  ").append(pattern_words(wording(entry.message))).append("\n");
    }
    return out;
  }

  static std::string explanations_of(const std::vector<CatalogueEntry>& entries, const Wording& wording) {
    std::string out;
    for (const CatalogueEntry& entry : entries) {
      if (!out.empty()) out += '\n';
      out.append(entry.id).append("  ").append(wording(severity_text(entry))).append("\n");
      out.append("  ").append(pattern_words(wording(entry.message))).append("\n");
      out += wording(texts::CliExplainCause, wording(entry.cause));
      out += wording(texts::CliExplainRemedy, wording(entry.remedy));
    }
    return out;
  }

  static base::Json json_of(const std::vector<CatalogueEntry>& entries) {
    base::Json list = base::Json::list();
    for (const CatalogueEntry& entry : entries) {
      base::Json one = base::Json::object();
      one.set("id", entry.id);
      one.set("severity", entry.severity == Severity::Error     ? "error"
                          : entry.severity == Severity::Warning ? "warning"
                                                                : "note");
      const auto set_both = [&one](std::string_view name, const diagnostics::BilingualText& text) {
        base::Json both = base::Json::object();
        both.set("en", pattern_words(text.english)).set("zh", pattern_words(text.chinese));
        one.set(name, std::move(both));
      };
      set_both("message", entry.message);
      set_both("hint", entry.hint);
      set_both("cause", entry.cause);
      set_both("remedy", entry.remedy);
      list.add(std::move(one));
    }
    return list;
  }

  std::vector<std::string> ids_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_explain_command() { return std::make_unique<ExplainCommand>(); }

}  // namespace gongwen::cli
