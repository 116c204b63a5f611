#include "cli/options.h"

#include "base/file_path.h"
#include "base/utf8.h"
#include "cli/environment.h"
#include "cli/session.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/printer.h"
#include "resources/byte_stream.h"
#include "resources/folder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace gongwen::cli {
namespace {

struct RenamedOption {
  std::string_view command;
  std::string_view former;
  std::string_view present;
};

constexpr RenamedOption kRenamedOptions[] = {
    {"check", "--set", "--document-set"}, {"check", "--values", "--values-only"},
    {"new", "--with", "--set"},           {"publish", "--after", "--run-after"},
    {"store", "--sort", "--type"},        {"render", "--watch", "gongwen watch"},
};

}  // namespace

std::string_view find_renamed_option(std::string_view command, std::string_view option) {
  for (const RenamedOption& renamed : kRenamedOptions) {
    if (renamed.command == command && renamed.former == option) return renamed.present;
  }
  return {};
}

std::string_view find_renamed_limit(std::string_view name) {
  return name == "loop-turns" ? std::string_view("loop-iterations") : std::string_view();
}

namespace {

namespace messages = diagnostics::messages;

struct CommonUse {
  std::string_view command;
  bool templates = false;
  bool editions = false;
  bool texts = false;
  bool fonts = false;
  bool limits = false;
  bool timeout = false;
  bool strict = false;
  bool verbose = false;
};

/// Commands that are not listed use all common options.
constexpr std::array kUses = {
    CommonUse{.command = "list", .templates = true},
    CommonUse{.command = "describe", .templates = true, .editions = true},
    CommonUse{.command = "new", .templates = true},
    CommonUse{.command = "new-kind", .templates = true},
    CommonUse{.command = "import", .templates = true},
    CommonUse{.command = "form", .templates = true},
    CommonUse{.command = "typeset", .fonts = true, .limits = true, .timeout = true, .strict = true},
    CommonUse{.command = "convert", .fonts = true, .timeout = true, .strict = true},
    CommonUse{.command = "texts", .templates = true, .editions = true},
    CommonUse{.command = "extract",
              .templates = true,
              .editions = true,
              .texts = true,
              .limits = true,
              .timeout = true,
              .strict = true,
              .verbose = true},
    CommonUse{.command = "fill", .fonts = true, .strict = true},
    CommonUse{.command = "serve", .templates = true, .editions = true, .fonts = true, .timeout = true},
    CommonUse{.command = "worker", .templates = true, .fonts = true},
    CommonUse{.command = "preview", .templates = true, .texts = true, .fonts = true, .timeout = true, .strict = true},
    CommonUse{.command = "inbox", .templates = true},
    CommonUse{.command = "key"},
    CommonUse{.command = "account"},
    CommonUse{.command = "mail"},
    CommonUse{.command = "store", .templates = true},
    CommonUse{.command = "dump",
              .templates = true,
              .editions = true,
              .texts = true,
              .fonts = true,
              .limits = true,
              .verbose = true},
    CommonUse{.command = "eval", .limits = true},
    CommonUse{.command = "ofd-check", .strict = true},
    CommonUse{.command = "sign", .strict = true},
    CommonUse{.command = "verify"},
    CommonUse{.command = "schema-check"},
    CommonUse{.command = "explain"},
    CommonUse{.command = "fonts", .fonts = true},
    CommonUse{.command = "completion"},
    CommonUse{.command = "help"},
};

/// The first given option that has no effect; empty if absent.
std::string_view useless_option(const CommonOptions& given, const CommonUse& use) {
  if (!given.templates.empty() && !use.templates) return "--templates";
  if (!given.editions.empty() && !use.editions) return "--editions";
  if (!given.fonts.empty() && !use.fonts) return "--fonts";
  if (!given.own_texts.empty() && !use.texts) return "--texts";
  if (!given.limit_words.empty() && !use.limits) return "--limit";
  if (!given.timeout_word.empty() && !use.timeout) return "--timeout";
  if (given.strict && !use.strict) return "--strict";
  if (given.verbose && !use.verbose) return "--verbose";
  return {};
}

const CommonUse* find_use(std::string_view command) {
  const auto* const use = std::find_if(kUses.begin(), kUses.end(),
                                       [command](const CommonUse& candidate) { return candidate.command == command; });
  return use == kUses.end() ? nullptr : use;
}

std::string folder_above(std::string path) {
  path.resize(base::without_end_slashes(path).size());
  const std::size_t end = path.rfind('/');
  if (end == std::string::npos) return path == "." ? ".." : ".";
  return end == 0 ? "/" : path.substr(0, end);
}

int check_folders(const Session& session) {
  if (const auto missing = find_missing_folder(session)) {
    return print_usage_error(session, missing->id, missing->arguments);
  }
  for (const std::string& folder : session.options().templates) {
    if (resources::Folder(folder).contains("template.json")) {
      return print_usage_error(session, messages::CliBundleItself, {folder, folder_above(folder)});
    }
  }
  return 0;
}

}  // namespace

OptionSpec& OptionList::add(std::string names, OptionSpec::Target target, const diagnostics::BilingualText& help) {
  OptionSpec& spec = specs_.emplace_back();
  spec.names = std::move(names);
  spec.target = target;
  spec.help = wording_(help);
  return spec;
}

int print_usage_error(const Session& session, diagnostics::DiagnosticId id, std::vector<std::string> arguments) {
  diagnostics::DiagnosticSink sink;
  sink.add({id, diagnostics::Severity::Error, {}, std::move(arguments), {}});
  diagnostics::PrintOptions options;
  options.language = session.wording().language;
  const std::string text = session.json()
                               ? diagnostics::diagnostics_json(sink.diagnostics(), {}, options.language).text() + "\n"
                               : session.in_color(diagnostics::print_text(sink.diagnostics(), {}, options));
  std::fwrite(text.data(), 1, text.size(), stderr);
  return diagnostics::catalogue_entry(id).fault == diagnostics::Fault::Environment ? 3 : 2;
}

int refuse_useless(const Session& session, std::string option, std::string command) {
  return print_usage_error(session, diagnostics::messages::CliNoEffect, {std::move(option), std::move(command)});
}

bool has_effect(std::string_view command, std::string_view option) {
  const CommonUse* const use = find_use(command);
  if (use == nullptr) return true;
  if (option == "--templates") return use->templates;
  if (option == "--editions") return use->editions;
  if (option == "--fonts") return use->fonts;
  if (option == "--texts") return use->texts;
  if (option == "--limit") return use->limits;
  if (option == "--timeout") return use->timeout;
  if (option == "--strict") return use->strict;
  if (option == "--verbose") return use->verbose;
  return true;
}

std::optional<diagnostics::Diagnostic> find_missing_folder(const Session& session) {
  const CommonOptions& given = session.options();
  for (const auto& [option, folders] :
       {std::pair{"--templates", &given.templates}, std::pair{"--fonts", &given.fonts}}) {
    for (const std::string& folder : *folders) {
      if (resources::Folder(folder).exists()) continue;
      return diagnostics::Diagnostic{
          messages::CliNoFolder, diagnostics::Severity::Error, {}, {folder, given.shown_name(option)}, {}};
    }
  }
  if (!given.editions.empty() && !resources::Folder(given.editions).exists()) {
    return diagnostics::Diagnostic{
        messages::CliNoFolder, diagnostics::Severity::Error, {}, {given.editions, given.shown_name("--editions")}, {}};
  }
  return std::nullopt;
}

int check_common_options(const Session& session, std::string_view command) {
  if (const CommonUse* const use = find_use(command)) {
    const std::string_view option = useless_option(session.options(), *use);
    if (!option.empty()) {
      return print_usage_error(session, messages::CliNoEffect, {std::string(option), std::string(command)});
    }
  }
  return check_folders(session);
}

int give_output_to(Session& session, const std::string& path, bool json) {
  if (!resources::is_standard_output(path)) return 0;
  if (json) return print_usage_error(session, messages::CliTwoResults, {"--json", "-o " + path});
  session.give_output_away();
  return 0;
}

std::optional<Output> named_output(const std::string& path, const std::string& format) {
  if (format.empty()) return Output{path};
  const bool is_data = format == "json";
  if (resources::is_stream(path) && is_data) return Output{path};
  const FormatInfo* const info = find_format(format);
  if (info != nullptr && (resources::is_stream(path) || path.ends_with('/'))) return Output{path, info->format};
  return base::ascii_lowercase(path).ends_with("." + format) ? std::optional(Output{path}) : std::nullopt;
}

bool may_have_format(const Output& output, Format format) {
  if (output.format) return *output.format == format;
  const FormatInfo* const named = find_format_of_path(output.path);
  return named == nullptr ? format_info(format).is_document : named->format == format;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const FormatInfo& info : known_formats()) names.emplace_back(info.name);
  return names;
}

void DpiOption::declare(OptionList& list) {
  OptionSpec& option = list.add("--dpi", &dpi_, {});
  option.value = "N";
  option.help = diagnostics::texts::CliDpi.in(list.wording().language, PngOptions::kMinDpi, PngOptions::kMaxDpi,
                                              PngOptions::kDefaultDpi);
}

int DpiOption::read(const Session& session, std::string_view missing, RenderOptions& options) const {
  if (dpi_.empty()) return 0;
  if (!missing.empty()) return print_usage_error(session, messages::CliNoPng, {std::string(missing)});
  const auto [end, error] = std::from_chars(dpi_.data(), dpi_.data() + dpi_.size(), options.png.dpi);
  const bool whole = error == std::errc() && end == dpi_.data() + dpi_.size();
  // In this form, NaN fails too.
  const bool in_range = options.png.dpi >= PngOptions::kMinDpi && options.png.dpi <= PngOptions::kMaxDpi;
  if (whole && in_range) return 0;
  return print_usage_error(session, messages::CliBadResolution,
                           {dpi_, std::to_string(PngOptions::kMinDpi), std::to_string(PngOptions::kMaxDpi)});
}

void CsvOption::declare(OptionList& list) {
  list.add("--sheet", &sheet_, diagnostics::texts::CliCsvSheet).value = "NAME";
  list.add("--encoding", &encoding_, diagnostics::texts::CliCsvEncoding).choices = {"utf-8", "gb18030"};
}

int CsvOption::read(const Session& session, bool makes_csv, const std::string& others, RenderOptions& options) const {
  if (!makes_csv && !sheet_.empty()) return refuse_useless(session, "--sheet", others);
  if (!makes_csv && !encoding_.empty()) return refuse_useless(session, "--encoding", others);
  options.csv.sheet = sheet_;
  if (encoding_ == "gb18030") options.csv.encoding = CsvOptions::Encoding::Gb18030;
  return 0;
}

void OfdProfileOption::declare(OptionList& list) {
  list.add("--ofd-profile", &profile_, diagnostics::texts::CliOfdProfile).choices = {"archive", "plain"};
}

int OfdProfileOption::read(const Session& session, std::string_view missing, RenderOptions& options) const {
  if (profile_.empty()) return 0;
  if (!missing.empty()) return print_usage_error(session, messages::CliNoOfd, {std::string(missing)});
  if (profile_ == "plain") options.ofd.profile = OfdProfile::Plain;
  return 0;
}

void DraftOption::declare(OptionList& list) {
  OptionSpec& mark = list.add("--draft", &mark_, diagnostics::texts::CliDraft);
  mark.value = "MARK";
  mark.suggestions = {"征求意见稿", "送审稿", "报批稿", "内部"};
  OptionSpec& numbers = list.add("--line-numbers", &line_numbers_, diagnostics::texts::CliLineNumbers);
  numbers.value = "N";
  numbers.suggestions = {"1", "5"};
  list.add("--comments", &comments_, diagnostics::texts::CliComments);
}

int DraftOption::read(const Session& session, RenderOptions& options) const {
  options.draft.mark = mark_;
  options.draft.comments = comments_;
  if (line_numbers_.empty()) return 0;
  const char* const last = line_numbers_.data() + line_numbers_.size();
  const auto [end, error] = std::from_chars(line_numbers_.data(), last, options.draft.line_numbers);
  const bool whole = error == std::errc() && end == last;
  if (whole && options.draft.line_numbers >= 1 && options.draft.line_numbers <= DraftOptions::kMaxLineStep) return 0;
  return print_usage_error(session, messages::EngineBadLineNumbers,
                           {line_numbers_, std::to_string(DraftOptions::kMaxLineStep)});
}

void declare_profile(OptionList& list, std::string& profile) {
  OptionSpec& spec = list.add("--profile", &profile, diagnostics::texts::CliProfile);
  spec.value = "NAME";
  spec.suggestions = {"gbt9704", "tc260-plain"};
}

std::string author_name(const std::string& given) {
  // A name is a text like any other value: without surrounding blanks, invisible characters or line ends.
  const auto cleaned = [](std::string name) {
    std::replace(name.begin(), name.end(), '\n', ' ');
    return data::normal_text(name);
  };
  std::string name = cleaned(given);
  if (name.empty()) name = cleaned(environment_variable("GONGWEN_BY").value_or(std::string()));
  return name.empty() ? user_name() : name;
}

}  // namespace gongwen::cli
