#include "base/format.h"
#include "base/nearest_name.h"
#include "cli/check_commands.h"
#include "cli/command.h"
#include "cli/completion.h"
#include "cli/convert_command.h"
#include "cli/examples.h"
#include "cli/import_command.h"
#include "cli/info_commands.h"
#include "cli/mail_command.h"
#include "cli/manual_site.h"
#include "cli/options.h"
#include "cli/render_commands.h"
#include "cli/session.h"
#include "cli/settings.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "queue/object_store.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include <CLI/CLI.hpp>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

/// Finds options that determine how messages look before the arguments are parsed.
std::string_view find_option(std::string_view name, int count, const char* const* arguments) {
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument == name && i + 1 < count) return arguments[i + 1];
    if (argument.starts_with(name) && argument.substr(name.size()).starts_with('=')) {
      return argument.substr(name.size() + 1);
    }
  }
  return {};
}

Wording find_wording(int count, const char* const* arguments, const Settings& settings) {
  const auto given = find_language(find_option("--lang", count, arguments));
  const auto set = find_language(settings.language());
  return {given ? *given : set.value_or(language_of_locale())};
}

/// Opens the manual; help is printed by the command line, which knows all commands.
class HelpCommand final : public Command {
 public:
  std::string_view name() const override { return kHelpName; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliHelpSummary); }
  void declare(OptionList& list) override {
    list.add("COMMAND", &topic_, texts::CliHelpTopic);
    list.add("--open", &open_, texts::CliHelpOpen);
  }
  int run(Session& session) override { return open_manual(session, topic_); }

  const std::string& topic() const { return topic_; }
  bool opens_manual() const { return open_; }

 private:
  std::string topic_;
  bool open_ = false;
};

Commands make_commands() {
  Commands commands;
  commands.push_back(make_list_command());
  commands.push_back(make_describe_command());
  commands.push_back(make_texts_command());
  commands.push_back(make_new_command());
  commands.push_back(make_new_kind_command());
  commands.push_back(make_import_command());
  commands.push_back(make_form_command());
  commands.push_back(make_check_command());
  commands.push_back(make_render_command());
  commands.push_back(make_watch_command());
  commands.push_back(make_preview_command());
  commands.push_back(make_batch_command());
  commands.push_back(make_typeset_command());
  commands.push_back(make_bind_command());
  commands.push_back(make_extract_command());
  commands.push_back(make_convert_command());
  commands.push_back(make_fill_command());
  commands.push_back(make_ofd_check_command());
  commands.push_back(make_sign_command());
  commands.push_back(make_verify_command());
  commands.push_back(make_collect_command());
  commands.push_back(make_store_command());
  commands.push_back(make_publish_command());
  commands.push_back(make_serve_command());
  commands.push_back(make_queue_worker_command());
  commands.push_back(make_inbox_command());
  commands.push_back(make_key_command());
  commands.push_back(make_account_command());
  commands.push_back(make_mail_command());
  commands.push_back(make_fonts_command());
  commands.push_back(make_dump_command());
  commands.push_back(make_eval_command());
  commands.push_back(make_schema_check_command());
  commands.push_back(make_explain_command());
  commands.push_back(make_completion_command());
  commands.push_back(std::make_unique<HelpCommand>());
  return commands;
}

/// A formatter that replaces the words that the library puts into the help.
std::shared_ptr<CLI::Formatter> make_formatter(const Wording& wording) {
  auto formatter = std::make_shared<CLI::Formatter>();
  if (wording.language != Language::Chinese) return formatter;
  formatter->column_width(34);
  for (const auto& label :
       {texts::CliUsageLabel, texts::CliOptionsLabel, texts::CliArgumentsLabel, texts::CliArgumentsTitle,
        texts::CliCommandLabel, texts::CliCommandsLabel, texts::CliCommandsTitle, texts::CliCommands}) {
    formatter->label(std::string(label.english), std::string(label.chinese));
  }
  return formatter;
}

/// The declarations of one command, kept in addition to the library's objects for checks that the library does not
/// make.
struct DeclaredCommand {
  CLI::App* app = nullptr;
  Command* command = nullptr;
  OptionList options;
};

void add_option(CLI::App& app, const OptionSpec& spec) {
  CLI::Option* option = nullptr;
  if (const auto* const flag = std::get_if<bool*>(&spec.target)) {
    option = app.add_flag(spec.names, **flag, spec.help);
  } else if (const auto* const text = std::get_if<std::string*>(&spec.target)) {
    option = app.add_option(spec.names, **text, spec.help);
  } else {
    option = app.add_option(spec.names, *std::get<std::vector<std::string>*>(spec.target), spec.help);
    option->expected(0, CLI::detail::expected_max_vector_size);
    // Each occurrence takes one word; further words are arguments.
    if (!spec.is_argument()) option->expected(1)->take_all()->allow_extra_args(false);
  }
  std::string shown = spec.value;
  for (const std::string& choice : spec.choices) shown += (shown.empty() ? "" : "|") + choice;
  option->type_name(shown);
}

class CommandLine {
 public:
  CommandLine(int count, const char* const* arguments)
      : settings_(Settings::read()),
        session_(find_wording(count, arguments, settings_)),
        app_(std::string(wording()(texts::CliAbout)), "gongwen"),
        common_(wording()),
        commands_(make_commands()),
        words_(arguments, arguments + count),
        formatter_(make_formatter(wording())) {
    if (find_option("--error-format", count, arguments) == "json") session_.options().error_format = "json";
    if (const auto color = find_option("--color", count, arguments); !color.empty()) session_.options().color = color;
    declare();
  }

  int run(int count, const char* const* arguments) {
    try {
      const std::vector<std::string> words = marked_arguments(count, arguments);
      std::vector<const char*> pointers;
      for (const std::string& word : words) pointers.push_back(word.c_str());
      app_.parse(static_cast<int>(pointers.size()), pointers.data());
    } catch (const CLI::CallForHelp&) {
      return session_.print(help());
    } catch (const CLI::CallForVersion&) {
      return print_version();
    } catch (const CLI::ParseError& error) {
      return print_usage_error(session_, messages::CliBadOption, {std::string(option_of(error))});
    }
    return dispatch();
  }

  /// Prints completions of the words. Never an error, since nothing was requested yet.
  int complete(std::span<const char* const> words) {
    std::vector<CompletableCommand> commands;
    for (DeclaredCommand& declared : declared_) {
      if (declared.options.specs().empty()) declared.command->declare(declared.options);
      commands.push_back({declared.command, &declared.options});
    }
    session_.print(completions_text(complete_words(session_, common_, commands, words)));
    return 0;
  }

 private:
  Wording wording() const { return session_.wording(); }

  void declare() {
    app_.formatter(formatter_);
    const std::string group(wording()(texts::CliOptions));
    app_.option_defaults()->group(group);
    app_.set_help_flag("-h,--help", std::string(wording()(texts::CliHelpOption)));
    app_.set_version_flag("-V,--version", GONGWEN_VERSION, std::string(wording()(texts::CliVersionOption)));
    app_.allow_extras();
    // After a command, the name of another one is an ordinary argument: `store list`.
    app_.require_subcommand(0, 1);
    session_.options().declare(common_);
    for (const OptionSpec& spec : common_.specs()) add_option(app_, spec);
    for (const auto& command : commands_) {
      CLI::App* const app = app_.add_subcommand(std::string(command->name()), std::string(command->summary(wording())));
      app->group(std::string(wording()(texts::CliCommands)));
      DeclaredCommand declared{app, command.get(), OptionList(wording())};
      app->get_help_ptr()->group(group);
      // Declare only the options of the named command: declaring those of all takes longer than most commands run.
      if (std::find(words_.begin(), words_.end(), command->name()) != words_.end()) {
        command->declare(declared.options);
        for (const OptionSpec& spec : declared.options.specs()) add_option(*app, spec);
      }
      app->allow_extras();
      app->fallthrough();
      declared_.push_back(std::move(declared));
    }
    app_.get_help_ptr()->group(group);
  }

  /// The other words have been parsed, but their values are not set.
  int print_version() {
    std::vector<std::string> others = app_.remaining(true);
    if (others == std::vector<std::string>{"--json"}) return session_.print(version_json());
    const bool is_argument = unmark(others);
    if (!others.empty()) return refuse_unknown(others.front(), is_argument, nullptr);
    return session_.print(version_text(wording(), app_.get_option("--verbose")->count() != 0));
  }

  std::string help() {
    for (const DeclaredCommand& declared : declared_) {
      if (declared.app->parsed()) return help_of(declared);
    }
    return app_.help();
  }

  std::string help_of(const DeclaredCommand& declared) const {
    const std::string details = declared.command->details(wording());
    return declared.app->help("gongwen") + (details.empty() ? "" : "\n" + details) + common_help() +
           examples_text(declared.command->name()) + std::string(wording()(texts::CliHelpEnd));
  }

  std::string examples_text(std::string_view command) const {
    std::string text = "\n" + std::string(wording()(texts::CliExamples));
    for (const std::string_view example : examples_of(command)) text += fmt::format("  gongwen {}\n", example);
    return text;
  }

  /// `gongwen help`, `gongwen help render`, `gongwen help --open`
  int print_help_of(const DeclaredCommand& helper) {
    const auto& command = static_cast<const HelpCommand&>(*helper.command);
    if (command.opens_manual()) return helper.command->run(session_);
    const std::string& wanted = command.topic();
    // The library would show the help of the command `help`.
    if (wanted.empty()) {
      return session_.print(formatter_->make_help(&app_, app_.get_name(), CLI::AppFormatMode::Normal));
    }
    for (const DeclaredCommand& declared : declared_) {
      if (declared.command->name() == wanted) return session_.print(help_of(declared));
    }
    return wanted.find('/') == std::string::npos ? refuse_unknown_command(wanted) : explain_message(session_, wanted);
  }

  /// The options of all commands; the library shows only those of the command itself.
  std::string common_help() const {
    std::vector<const CLI::Option*> options;
    for (const OptionSpec& spec : common_.specs()) {
      options.push_back(app_.get_option(std::string(spec.long_name())));
    }
    return formatter_->make_group(std::string(wording()(texts::CliCommonOptions)), false, options);
  }

  /// `--lang: 1 required TEXT missing` → `--lang`
  static std::string_view option_of(const CLI::ParseError& error) {
    const std::string_view text = error.what();
    return text.substr(0, text.find(':'));
  }

  int dispatch() {
    std::vector<std::string> unknown = app_.remaining(true);
    const bool is_argument = unmark(unknown);
    DeclaredCommand* chosen = nullptr;
    for (DeclaredCommand& declared : declared_) {
      if (declared.app->parsed()) chosen = &declared;
    }
    if (chosen == nullptr && !unknown.empty() && (is_argument || !unknown.front().starts_with('-'))) {
      return refuse_unknown_command(unknown.front());
    }
    // As compilers do.
    if (chosen == nullptr && unknown.size() == 2 && unknown.front() == "--explain") {
      return explain_message(session_, unknown.back());
    }
    if (!unknown.empty()) return refuse_unknown(unknown.front(), is_argument, chosen);
    if (chosen != nullptr) unmark_arguments(chosen->options);
    if (chosen == nullptr) {
      session_.print(app_.help());
      return 2;
    }
    if (const int status = check_values(*chosen)) return status;
    if (const int status = apply_settings(chosen->command->name())) return status;
    if (chosen->command->name() == kHelpName) return print_help_of(*chosen);
    if (const int status = check_common_options(session_, chosen->command->name())) {
      const auto missing = find_missing_folder(session_);
      return missing ? chosen->command->miss_folder(session_, *missing, status) : status;
    }
    if (const int status = read_limits(session_)) return status;
    return chosen->command->run(session_);
  }

  /// Help does not depend on settings, and may be needed to mend them.
  int apply_settings(std::string_view command) {
    if (command == kHelpName) return 0;
    const auto is_given = [this](std::string_view option) {
      return app_.get_option(std::string(option))->count() > 0;
    };
    if (const auto fault = settings_.apply(common_, command, is_given, session_.options().places)) {
      return print_usage_error(session_, fault->id, fault->arguments);
    }
    const CommonOptions& options = session_.options();
    if (!settings_.files().empty() && options.verbose && !options.quiet) {
      const std::string text = wording()(texts::CliSettingsUsed, fmt::format("{}", fmt::join(settings_.files(), ", ")));
      std::fwrite(text.data(), 1, text.size(), stderr);
    }
    return 0;
  }

  // Words after `--` are arguments, whatever they begin with. The library takes them for options again if an argument
  // of the command may be missing, so they are given to it with a mark in front.

  static constexpr char kMark = '\x01';

  static std::vector<std::string> marked_arguments(int count, const char* const* arguments) {
    std::vector<std::string> words;
    bool are_arguments = false;
    for (int i = 0; i < count; ++i) {
      std::string word = arguments[i];
      if (!are_arguments && i > 0 && word == "--") {
        are_arguments = true;
        continue;
      }
      if (are_arguments && word.size() > 1 && word.front() == '-') word.insert(0, 1, kMark);
      words.push_back(std::move(word));
    }
    return words;
  }

  static void unmark(std::string& word) {
    if (word.starts_with(kMark)) word.erase(0, 1);
  }
  /// Returns whether the first word came after `--`.
  static bool unmark(std::vector<std::string>& words) {
    const bool is_argument = !words.empty() && words.front().starts_with(kMark);
    for (std::string& word : words) unmark(word);
    return is_argument;
  }

  static void unmark_arguments(const OptionList& options) {
    for (const OptionSpec& spec : options.specs()) {
      if (!spec.is_argument()) continue;
      if (auto* const word = std::get_if<std::string*>(&spec.target)) unmark(**word);
      if (auto* const words = std::get_if<std::vector<std::string>*>(&spec.target)) unmark(**words);
    }
  }

  int refuse_unknown_command(const std::string& word) const {
    std::vector<std::string_view> names;
    for (const auto& command : commands_) names.push_back(command->name());
    return print_usage_error(session_, messages::CliUnknownCommand,
                             {word, std::string(base::find_nearest_name(word, names))});
  }

  int refuse_unknown(const std::string& word, bool is_argument, const DeclaredCommand* chosen) const {
    if (is_argument || !word.starts_with('-')) {
      const std::string command = chosen == nullptr ? std::string() : std::string(chosen->command->name());
      if (command == "render" && ends_like_data(word)) {
        return print_usage_error(session_, messages::CliSecondData, {command, word});
      }
      return print_usage_error(session_, messages::CliTooMany, {word});
    }
    const std::string option = word.substr(0, word.find('='));
    const std::string_view present = chosen == nullptr ? "" : find_renamed_option(chosen->command->name(), option);
    if (!present.empty()) return print_usage_error(session_, messages::CliRenamed, {option, std::string(present)});
    if (chosen != nullptr && chosen->app->get_option_no_throw(option) != nullptr) {
      return print_usage_error(session_, messages::CliOptionTooEarly, {option, std::string(chosen->command->name())});
    }
    std::vector<std::string_view> names;
    const auto collect = [&names](const OptionList& options) {
      for (const OptionSpec& spec : options.specs()) {
        if (!spec.is_argument()) names.push_back(spec.long_name());
      }
    };
    collect(common_);
    if (chosen != nullptr) collect(chosen->options);
    return print_usage_error(session_, messages::CliUnknownOption,
                             {word, std::string(base::find_nearest_name(option, names))});
  }

  int check_values(const DeclaredCommand& chosen) {
    for (const OptionList* const options : std::array<const OptionList*, 2>{&common_, &chosen.options}) {
      for (const OptionSpec& spec : options->specs()) {
        name_kind(spec);
        if (const int status = check_value(spec)) return status;
      }
    }
    return 0;
  }

  /// Lets a kind that is one of a few choices be given by its title, like any other kind.
  void name_kind(const OptionSpec& spec) {
    if (spec.names != "KIND" || spec.choices.empty()) return;
    std::string& words = *std::get<std::string*>(spec.target);
    if (std::string name = session_.engine().kind_name(words); !name.empty()) words = std::move(name);
  }

  int check_value(const OptionSpec& spec) const {
    std::vector<std::string> values;
    if (const auto* const text = std::get_if<std::string*>(&spec.target)) {
      if (!(*text)->empty()) values.push_back(**text);
    } else if (const auto* const texts = std::get_if<std::vector<std::string>*>(&spec.target)) {
      values = **texts;
    }
    const std::string name(spec.long_name());
    if (spec.required && values.empty())
      return print_usage_error(session_, messages::CliMissing, {name, fmt::format("{}", fmt::join(spec.choices, "|"))});
    for (const std::string& value : values) {
      if (!spec.is_argument() && !spec.takes_storage && queue::is_storage_place(value)) {
        return print_usage_error(session_, messages::CliNoStorage, {name, value});
      }
      if (spec.choices.empty() || std::find(spec.choices.begin(), spec.choices.end(), value) != spec.choices.end()) {
        continue;
      }
      return print_usage_error(session_, messages::CliBadChoice,
                               {value, name, fmt::format("{}", fmt::join(spec.choices, ", "))});
    }
    return 0;
  }

  Settings settings_;
  Session session_;
  CLI::App app_;
  OptionList common_;
  Commands commands_;
  std::vector<std::string_view> words_;  // of the command line
  std::shared_ptr<CLI::Formatter> formatter_;
  std::vector<DeclaredCommand> declared_;
};

}  // namespace

int run_command_line(int count, const char* const* arguments) {
  if ((count == 3 || count == 4) && arguments[1] == kWorkerName) {
    return run_worker_command(arguments[2], count == 4 ? arguments[3] : std::string_view());
  }
  if (count == 4 && arguments[1] == kPreviewWorkerName) return run_preview_worker_command(arguments[2], arguments[3]);
  CommandLine line(count, arguments);
  if (count > 1 && arguments[1] == kCompleteName) return line.complete({arguments + 2, arguments + count});
  return line.run(count, arguments);
}

}  // namespace gongwen::cli
