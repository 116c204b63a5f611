#include "cli/info_commands.h"

#include "base/format.h"
#include "base/json.h"
#include "base/nearest_name.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/wording.h"
#include "diagnostics/catalogue.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/printer.h"
#include "engine/api/result_json.h"
#include "resources/byte_stream.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

// list, describe, texts, fonts and explain print what the library returns; completion prints the script for a shell.

namespace gongwen::cli {
namespace {

struct Script {
  std::string_view shell;
  std::string_view text;
};

constexpr Script kScripts[] = {
    {
        "bash",
#include "bash_script.inc"
    },
    {
        "zsh",
#include "zsh_script.inc"
    },
    {
        "fish",
#include "fish_script.inc"
    },
};

class CompletionCommand final : public Command {
 public:
  std::string_view name() const override { return "completion"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliCompletionSummary); }
  void declare(OptionList& list) override {
    OptionSpec& shell = list.add("SHELL", &shell_, texts::CliCompletionShell);
    shell.required = true;
    for (const Script& script : kScripts) shell.choices.emplace_back(script.shell);
  }

  int run(Session& session) override {
    for (const Script& script : kScripts) {
      if (script.shell == shell_) return session.print(script.text);
    }
    return 0;
  }

 private:
  std::string shell_;
};

}  // namespace

std::unique_ptr<Command> make_completion_command() { return std::make_unique<CompletionCommand>(); }

namespace {

class DescribeCommand final : public Command {
 public:
  std::string_view name() const override { return "describe"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliDescribeSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKind).required = true;
    list.add("--json", &json_, texts::CliDescribeJson);
    list.add("--form", &form_, texts::CliDescribeForm);
  }

  int run(Session& session) override {
    const FieldForm form = json_ ? FieldForm::Json : FieldForm::Text;
    const Language language = session.wording().language;
    const TextResult fields =
        form_ ? session.engine().form(kind_, language) : session.engine().describe(kind_, form, language);
    const int status = session.print_report(fields.report);
    return worse(status, session.print(fields.text));
  }

 private:
  std::string kind_;
  bool json_ = false;
  bool form_ = false;
};

}  // namespace

std::unique_ptr<Command> make_describe_command() { return std::make_unique<DescribeCommand>(); }

namespace {

namespace messages = diagnostics::messages;
using diagnostics::CatalogueEntry;
using diagnostics::DiagnosticId;
using diagnostics::Fault;

/// The pattern with … for its arguments: "`{0}` is missing" → "`…` is missing".
std::string pattern_words(std::string_view pattern) {
  const std::vector<std::string> dots(10, "…");  // no message has more arguments
  return diagnostics::fill_pattern(pattern, dots);
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

  static int explain(Session& session, const std::string& id) {
    ExplainCommand command;
    command.ids_.push_back(id);
    return command.run(session);
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
  /// The message with this identifier, or those of a module: `css`, `css/`; all if it is empty.
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
      const std::string hint = pattern_words(wording(entry.hint));
      if (!hint.empty() && hint != "…") out += wording(texts::CliExplainHint, hint);
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
        // Causes and remedies have no arguments, and are written as they read.
        const bool is_pattern = name == "message" || name == "hint";
        both.set("en", is_pattern ? pattern_words(text.english) : std::string(text.english));
        both.set("zh", is_pattern ? pattern_words(text.chinese) : std::string(text.chinese));
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

int explain_message(Session& session, const std::string& id) { return ExplainCommand::explain(session, id); }

std::unique_ptr<Command> make_explain_command() { return std::make_unique<ExplainCommand>(); }

namespace {

const FontFace* find_face(const FontList& list, const std::string& name) {
  const auto found =
      std::find_if(list.faces.begin(), list.faces.end(), [&](const FontFace& face) { return face.name == name; });
  return found == list.faces.end() ? nullptr : &*found;
}

/// The code point, `U+20BB7`.
std::string code_of(const std::string& character) {
  return fmt::format("U+{:04X}", static_cast<std::uint32_t>((*base::CodePoints(character).begin()).code_point));
}

class FontsCommand final : public Command {
 public:
  std::string_view name() const override { return "fonts"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliFontsSummary); }
  void declare(OptionList& list) override {
    list.add("--missing", &missing_, texts::CliFontsMissing).value = "TEXT|@FILE";
    list.add("--json", &json_, texts::CliAsJson);
  }

  int run(Session& session) override {
    if (!missing_.empty()) return tell_missing(session);
    const FontList list = session.engine().fonts();
    if (json_) return print_result(session, engine::result_json(list), list.report);
    const int status = session.print_report(list.report);
    return worse(status, session.print(table_of(list, session.wording())));
  }

 private:
  /// Returns exit status 1 if a character is missing, for use in scripts.
  int tell_missing(Session& session) const {
    DataSource text{"--missing", missing_};
    if (missing_.starts_with('@')) text = {missing_.substr(1)};
    const MissingCharacters missing = session.engine().missing_characters(text);
    const int found = missing.characters.empty() ? 0 : static_cast<int>(Status::BadInput);
    if (json_) {
      base::Json result = base::Json::object();
      result.set("missing", base::Json::list_of(missing.characters));
      return worse(found, print_result(session, std::move(result), missing.report));
    }
    const int status = session.print_report(missing.report);
    std::string out;
    for (const std::string& character : missing.characters) out += code_of(character) + "  " + character + "\n";
    if (out.empty() && status == 0) out = session.wording()(texts::CliFontsNoneMissing);
    return worse(worse(status, found), session.print(out));
  }

  /// A line for each family: `宋体  400, 700  29,000 characters, 27,000 Han  SimSun, 宋体, serif`.
  static std::string table_of(const FontList& list, const Wording& wording) {
    std::string out;
    for (const FontFamily& family : list.families) {
      std::vector<std::string> weights;
      std::size_t characters = 0;
      std::size_t han = 0;
      bool is_own = false;
      for (const std::string& name : family.faces) {
        const FontFace* const face = find_face(list, name);
        if (face == nullptr) continue;
        weights.push_back(std::to_string(face->weight) +
                          std::string(face->italic ? wording(texts::CliFontsItalic) : ""));
        characters = std::max(characters, face->characters);
        han = std::max(han, face->han);
        is_own = is_own || face->is_own;
      }
      out += wording(texts::CliFontsFamily, family.title, is_own ? wording(texts::CliFontsOwn) : std::string_view(),
                     fmt::format("{}", fmt::join(weights, ", ")), characters, han);
      out += wording(texts::CliFontsNames, fmt::format("{}", fmt::join(family.names, ", ")));
      if (family.substitute_for.empty()) continue;
      out += wording(texts::CliFontsReplaces, fmt::format("{}", fmt::join(family.substitute_for, ", ")));
    }
    return out;
  }

  std::string missing_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_fonts_command() { return std::make_unique<FontsCommand>(); }

namespace {

class TextsCommand final : public Command {
 public:
  std::string_view name() const override { return "texts"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliTextsSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKind).required = true;
    list.add("-o,--output", &output_, texts::CliTextsOutput).value = "FILE";
    list.add("--force", &may_replace_, texts::CliTextsForce);
    list.add("--language", &language_, texts::CliTextsLanguage).value = "LANGUAGE";
  }

  int run(Session& session) override {
    const bool prints = output_.empty() || resources::is_standard_output(output_);
    if (prints && may_replace_) return refuse_useless(session, "--force", "texts");
    if (!prints) return session.print_report(session.engine().texts_file(kind_, output_, may_replace_, language_));
    const TextResult texts = session.engine().texts(kind_, language_);
    return worse(session.print_report(texts.report), session.print(texts.text));
  }

 private:
  std::string kind_;
  std::string output_;
  std::string language_;
  bool may_replace_ = false;
};

}  // namespace

std::unique_ptr<Command> make_texts_command() { return std::make_unique<TextsCommand>(); }

namespace {

std::string formats_of(const KindInfo& kind) {
  std::string text;
  for (const Format format : kind.formats) text.append(text.empty() ? "" : ", ").append(format_info(format).name);
  return text;
}

void append_padded(std::string& out, std::string_view text, std::size_t width) {
  out += text;
  out.append(width - std::min(width, base::terminal_width(text)) + 2, ' ');
}

std::string table_of(const std::vector<KindInfo>& kinds, const Wording& wording) {
  std::size_t name_width = 0;
  std::size_t title_width = 0;
  const auto title = [&](const KindInfo& kind) {
    return wording({kind.title_en, kind.title_zh});
  };
  for (const KindInfo& kind : kinds) {
    name_width = std::max(name_width, base::terminal_width(kind.name));
    title_width = std::max(title_width, base::terminal_width(title(kind)));
  }
  std::string out;
  for (const KindInfo& kind : kinds) {
    append_padded(out, kind.name, name_width);
    append_padded(out, title(kind), title_width);
    append_padded(out, formats_of(kind), 9);
    out += kind.version + "\n";
  }
  return out;
}

class ListCommand final : public Command {
 public:
  std::string_view name() const override { return "list"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliListSummary); }
  void declare(OptionList& list) override {
    list.add("WORD", &words_, texts::CliListWord);
    list.add("--json", &json_, texts::CliAsJson);
  }

  int run(Session& session) override {
    KindList list = session.engine().list();
    std::erase_if(list.kinds, [this](const KindInfo& kind) { return !has_all_words(kind); });
    const int printed =
        session.print(json_ ? engine::kinds_json(list.kinds).text() + "\n" : table_of(list.kinds, session.wording()));
    const int found = list.kinds.empty() && !words_.empty() ? static_cast<int>(Status::BadInput) : 0;
    if (found != 0 && !json_) session.print(session.wording()(texts::CliListNone));
    return worse(worse(printed, found), session.print_report(list.report));
  }

 private:
  /// In its name, its titles and those of the document that it reproduces.
  bool has_all_words(const KindInfo& kind) const {
    const std::string all = base::ascii_lowercase(kind.name + "\n" + kind.title_zh + "\n" + kind.title_en + "\n" +
                                                  kind.source_zh + "\n" + kind.source_en);
    return std::all_of(words_.begin(), words_.end(), [&all](const std::string& word) {
      return all.find(base::ascii_lowercase(word)) != std::string::npos;
    });
  }

  std::vector<std::string> words_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_list_command() { return std::make_unique<ListCommand>(); }

}  // namespace gongwen::cli
