#include "cli/session.h"

#include "base/ascii.h"
#include "base/side_thread.h"
#include "cli/environment.h"
#include "cli/options.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/resources.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "resources/files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace gongwen::cli {
namespace {

bool ends_like_data(std::string_view word) {
  constexpr std::array<std::string_view, 10> kEndings = {".xlsx", ".xlsm",  ".pdf",    ".json", ".yaml",
                                                         ".yml",  ".jsonl", ".ndjson", ".csv",  ".xls"};
  const std::string lower = base::ascii_lowercase(word);
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view end) { return lower.ends_with(end); });
}

}  // namespace

void CommonOptions::declare(OptionList& list) {
  OptionSpec& lang = list.add("--lang", &language, texts::CliCommonLang);
  lang.choices = {"zh", "en"};
  OptionSpec& format = list.add("--error-format", &error_format, texts::CliCommonErrorFormat);
  format.choices = {"text", "json"};
  list.add("--strict", &strict, texts::CliCommonStrict);
  list.add("--all-messages", &all_messages, texts::CliCommonAllMessages);
  list.add("-q,--quiet", &quiet, texts::CliCommonQuiet);
  list.add("-v,--verbose", &verbose, texts::CliCommonVerbose);
  list.add("--limit", &limit_words, texts::CliCommonLimit).value = "NAME=VALUE";
  list.add("--timeout", &timeout_word, texts::CliCommonTimeout).value = "SECONDS";
  list.add("--templates", &templates, texts::CliCommonTemplates).value = "DIR";
  list.add("--fonts", &fonts, texts::CliCommonFonts).value = "DIR";
  list.add("--texts", &own_texts, texts::CliCommonTexts).value = "FILE";
}

EngineOptions Session::engine_options() const {
  EngineOptions engine = environment_options();
  engine.template_folders = options_.templates;
  engine.font_folders = options_.fonts;
  engine.reload = watches_templates_;
  engine.trust_files = options_.trust_files;
  engine.crl_files = options_.crl_files;
  return engine;
}

const Engine& Session::engine() {
  if (!engine_) engine_ = std::make_unique<Engine>(engine_options());
  return *engine_;
}

void Session::leave_engine() {
  [[maybe_unused]] static const Engine* volatile left = nullptr;  // leak checkers find it here
  base::SideThread::shared()->settle();
  left = engine_.release();
}

RenderOptions Session::render_options() const {
  RenderOptions render;
  render.strict = options_.strict;
  render.report_defaults = options_.verbose && !options_.quiet;
  render.limits = options_.limits;
  for (const std::string& file : options_.own_texts) render.texts.push_back({file});
  if (options_.timeout) render.deadline = std::chrono::steady_clock::now() + *options_.timeout;
  return render;
}

int Session::print(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  // A reader that has read enough, such as `head`, is not a failure.
  if (written || errno == EPIPE) return 0;
  return print_usage_error(*this, diagnostics::messages::ResourcesUnwritable,
                           {"<stdout>", std::generic_category().message(errno)});
}

int Session::tell(std::string_view text) {
  if (options_.quiet) return 0;
  if (!output_is_taken_) return print(text);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return 0;
}

int Session::print_report(const Report& report) const {
  // A program that reads JSON gets an object also when there are no messages.
  std::string text =
      json() ? report.json(wording_.language, audience_) : report.text(wording_.language, messages(), audience_);
  if (!json() && !options_.quiet) text += confirmed_text(report.confirmed_count().value_or(0), wording_);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return static_cast<int>(report.status());
}

int worse(int a, int b) { return std::max(a, b); }

void TableOption::declare(OptionList& list) {
  list.add("--table", &words_, texts::CliCommonTable).value = "POINTER=FILE";
}

base::Expected<std::vector<TableFile>> TableOption::files(const Session& session) const {
  std::vector<TableFile> files;
  for (const std::string& word : words_) {
    const std::size_t equals = word.find('=');
    if (!word.starts_with('/') || equals == std::string::npos || equals + 1 == word.size()) {
      print_usage_error(session, diagnostics::messages::CliBadTable, {word});
      return base::kReported;
    }
    files.push_back({word.substr(0, equals), word.substr(equals + 1)});
  }
  return files;
}

void take_data_for_kind(Session& session, std::string& kind, std::vector<std::string>& data) {
  if (kind.empty() || !session.engine().kind_name(kind).empty()) return;
  // A misspelt kind before data that are there is a misspelt kind.
  if (!ends_like_data(kind) && resources::type_of(kind) == resources::PathType::Missing) return;
  data.insert(data.begin(), std::move(kind));
  kind.clear();
}

}  // namespace gongwen::cli
