#include "cli/session.h"

#include "base/format.h"
#include "base/nearest_name.h"
#include "base/side_thread.h"
#include "base/utf8.h"
#include "cli/color.h"
#include "cli/environment.h"
#include "cli/options.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/resources.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "resources/files.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <system_error>

#include <semaphore.h>

namespace gongwen::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

std::atomic<int> came = 0;
static_assert(std::atomic<int>::is_always_lock_free);

/// Posted when a signal arrives. Created before handlers are installed, since a handler may run at any time.
sem_t* arrival() {
  static sem_t semaphore;
  static const int made = ::sem_init(&semaphore, 0, 0);
  static_cast<void>(made);
  return &semaphore;
}

/// The semaphore for the handler, which must not create it.
std::atomic<sem_t*> posted = nullptr;

extern "C" void mark(int signal) {
  const int error = errno;
  came = signal;
  if (sem_t* const semaphore = posted) ::sem_post(semaphore);
  errno = error;
  std::signal(signal, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt() {
  came = 0;
  for (const int signal : kSignals) {
    // Keep ignoring signals that the caller ignores (nohup).
    if (std::signal(signal, &mark) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

Interrupt::~Interrupt() {
  for (const int signal : kSignals) {
    if (std::signal(signal, SIG_DFL) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

bool Interrupt::has_come() { return came != 0; }
int Interrupt::status() { return came == 0 ? 0 : 128 + came; }

StopOnSignal::StopOnSignal() {
  posted = arrival();
  waiting_ = std::jthread([this](const std::stop_token& ends) {
    // Also posted at the end, so that the waiting thread returns.
    const std::stop_callback end(ends, [] { ::sem_post(arrival()); });
    while (!ends.stop_requested() && !Interrupt::has_come()) {
      while (::sem_wait(arrival()) != 0 && errno == EINTR) {
      }
    }
    if (Interrupt::has_come()) source_.request_stop();
  });
}

StopOnSignal::~StopOnSignal() { posted = nullptr; }

namespace {

namespace messages = diagnostics::messages;

struct UnitName {
  std::string_view name;
  std::uint64_t factor;
};

constexpr UnitName kCounts[] = {{"", 1}, {"k", 1'000}, {"M", 1'000'000}, {"G", 1'000'000'000}};
constexpr UnitName kBytes[] = {{"", 1}, {"k", 1U << 10}, {"M", 1U << 20}, {"G", 1U << 30}};
constexpr UnitName kTimes[] = {{"ms", 1}, {"s", 1'000}, {"min", 60'000}};

std::span<const UnitName> units_of(LimitUnit unit) {
  switch (unit) {
    case LimitUnit::Count: return kCounts;
    case LimitUnit::Bytes: return kBytes;
    case LimitUnit::Milliseconds: return kTimes;
  }
  return kCounts;
}

std::string_view example_of(LimitUnit unit) {
  switch (unit) {
    case LimitUnit::Count: return "500k";
    case LimitUnit::Bytes: return "64M";
    case LimitUnit::Milliseconds: return "30s";
  }
  return {};
}

/// Parses `500k`; nullopt for other texts, for 0, and for values above the limit's maximum.
std::optional<std::uint64_t> parse_value(std::string_view text, const LimitInfo& limit) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const UnitName& known : units_of(limit.unit)) {
    if (unit == known.name && number != 0 && number <= limit.max / known.factor) return number * known.factor;
  }
  return std::nullopt;
}

/// Parses `30`, `0.5`; nullopt for other texts, for 0, and for more than kMaxTimeout.
std::optional<std::chrono::milliseconds> parse_timeout(std::string_view text) {
  constexpr double kMaxSeconds = std::chrono::duration<double>(kMaxTimeout).count();
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  // In this form, NaN fails too.
  if (!whole || !(seconds > 0 && seconds <= kMaxSeconds)) return std::nullopt;
  return std::chrono::milliseconds(std::max<std::int64_t>(1, static_cast<std::int64_t>(seconds * 1000)));
}

int refuse_name(const Session& session, std::string_view name) {
  if (const std::string_view present = find_renamed_limit(name); !present.empty()) {
    return print_usage_error(session, messages::CliRenamed, {std::string(name), std::string(present)});
  }
  std::vector<std::string_view> names;
  for (const LimitInfo& limit : known_limits()) names.push_back(limit.name);
  return print_usage_error(session, messages::CliUnknownLimit,
                           {std::string(name), std::string(base::find_nearest_name(name, names)),
                            fmt::format("{}", fmt::join(names, ", "))});
}

int refuse_value(const Session& session, std::string_view value, const LimitInfo& limit) {
  const std::string_view unit = limit.unit == LimitUnit::Milliseconds ? "ms" : "";
  return print_usage_error(session, messages::CliBadLimit,
                           {std::string(value), std::string(limit.name), std::string(example_of(limit.unit)),
                            fmt::format("{}{}", limit.max, unit)});
}

}  // namespace

int read_limits(Session& session) {
  CommonOptions& options = session.options();
  if (!options.timeout_word.empty() && !(options.timeout = parse_timeout(options.timeout_word))) {
    return print_usage_error(session, messages::CliBadTimeout, {options.timeout_word});
  }
  for (const std::string& word : options.limit_words) {
    const std::string_view text = word;
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string_view name = text.substr(0, equals);
    const auto limits = known_limits();
    const auto limit =
        std::find_if(limits.begin(), limits.end(), [name](const LimitInfo& known) { return known.name == name; });
    if (limit == limits.end()) return refuse_name(session, name);
    const std::string_view value = text.substr(std::min(equals + 1, text.size()));
    const std::optional<std::uint64_t> number = parse_value(value, *limit);
    if (!number) return refuse_value(session, value, *limit);
    options.limits.*limit->value = *number;
  }
  return 0;
}

bool ends_like_data(std::string_view word) {
  constexpr std::array<std::string_view, 12> kEndings = {".xlsx", ".xlsm", ".docx",  ".docm",   ".pdf", ".json",
                                                         ".yaml", ".yml",  ".jsonl", ".ndjson", ".csv", ".xls"};
  const std::string lower = base::ascii_lowercase(word);
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view end) { return lower.ends_with(end); });
}

void CommonOptions::declare(OptionList& list) {
  OptionSpec& lang = list.add("--lang", &language, texts::CliCommonLang);
  lang.choices = {"zh", "en"};
  OptionSpec& format = list.add("--error-format", &error_format, texts::CliCommonErrorFormat);
  format.choices = {"text", "json"};
  OptionSpec& colors = list.add("--color", &color, texts::CliCommonColor);
  colors.choices = {"auto", "always", "never"};
  list.add("--strict", &strict, texts::CliCommonStrict);
  list.add("--all-messages", &all_messages, texts::CliCommonAllMessages);
  list.add("-q,--quiet", &quiet, texts::CliCommonQuiet);
  list.add("-v,--verbose", &verbose, texts::CliCommonVerbose);
  list.add("--limit", &limit_words, texts::CliCommonLimit).value = "NAME=VALUE";
  list.add("--timeout", &timeout_word, texts::CliCommonTimeout).value = "SECONDS";
  list.add("--templates", &templates, texts::CliCommonTemplates).value = "DIR";
  list.add("--editions", &editions, texts::CliCommonEditions).value = "DIR";
  list.add("--fonts", &fonts, texts::CliCommonFonts).value = "DIR";
  list.add("--texts", &own_texts, texts::CliCommonTexts).value = "FILE";
}

std::string CommonOptions::shown_name(const std::string& option) const {
  const auto found = places.find(option);
  return found == places.end() ? option : found->second;
}

EngineOptions Session::engine_options() const {
  EngineOptions engine = environment_options();
  engine.template_folders = options_.templates;
  engine.editions_folder = options_.editions;
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
  [[maybe_unused]] static const Engine* volatile left = nullptr;  // keeps the engine reachable for leak checkers
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
  // It is not an error if a reader, such as `head`, closes the output early.
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

void Session::ask(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::string Session::in_color(std::string text) const {
  const bool wanted = options_.color == "always" || (options_.color != "never" && shows_colors());
  return wanted ? colored_messages(text, wording_.language) : text;
}

int Session::print_report(const Report& report) const {
  // Programs that read JSON get an object even if there are no messages.
  std::string text = json() ? report.json(wording_.language, audience_)
                            : in_color(report.text(wording_.language, messages(), audience_));
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
  // A misspelt kind before existing data is reported as a misspelt kind.
  if (!ends_like_data(kind) && resources::type_of(kind) == resources::PathType::Missing) return;
  data.insert(data.begin(), std::move(kind));
  kind.clear();
}

}  // namespace gongwen::cli
