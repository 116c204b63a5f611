#include "cli/completion.h"

#include "diagnostics/catalogue/texts/cli.h"

#include <algorithm>

namespace gongwen::cli {
namespace {

/// Where `--output=` ends; 0 for words without a value.
std::size_t end_of_name(std::string_view word) {
  const std::size_t equals = word.find('=');
  return word.starts_with("--") && equals != std::string_view::npos ? equals + 1 : 0;
}

Completions complete_commands(const Wording& wording, std::span<const CompletableCommand> commands,
                              std::string_view typed) {
  Completions found;
  for (const CompletableCommand& candidate : commands) {
    const Command& command = *candidate.command;
    if (!command.name().starts_with(typed)) continue;
    found.candidates.push_back({std::string(command.name()), std::string(command.summary(wording))});
  }
  return found;
}

Completions complete_options(const Wording& wording, const CommandWords& words, std::string_view typed) {
  Completions found;
  const auto add = [&](std::string_view name, std::string_view note) {
    if (name.starts_with(typed)) found.candidates.push_back({std::string(name), std::string(note)});
  };
  for (const OptionSpec* const spec : words.open_options()) {
    add(spec->long_name(), spec->help);
    // Short names only as they are typed: who knows them needs no list.
    if (typed.size() == 2 && spec->names.starts_with(typed)) add(typed, spec->help);
  }
  add("--help", wording(texts::CliHelpOption));
  if (words.command() == nullptr) add("--version", wording(texts::CliVersionOption));
  return found;
}

}  // namespace

Completions complete_words(Session& session, const OptionList& common, std::span<const CompletableCommand> commands,
                           std::span<const char* const> words) {
  if (words.empty()) return {};
  CommandWords before(common, commands);
  for (const char* const word : words.first(words.size() - 1)) before.take(word);
  if (before.is_wrong()) return {};
  const std::string_view typed = words.back();
  if (before.awaits_value()) return complete_value(session, before, before.next_place(), typed, {});
  if (const std::size_t end = end_of_name(typed)) {
    const OptionSpec* const spec = before.find_option(typed.substr(0, end - 1));
    if (spec == nullptr || std::holds_alternative<bool*>(spec->target)) return {};
    return complete_value(session, before, {spec}, typed.substr(end), typed.substr(0, end));
  }
  if (typed.starts_with('-')) return complete_options(session.wording(), before, typed);
  if (before.command() == nullptr) return complete_commands(session.wording(), commands, typed);
  const WordPlace place = before.next_place();
  if (place.spec == nullptr) return complete_options(session.wording(), before, typed);
  if (before.command()->command->word_name(*place.spec, place.index) == "COMMAND") {
    return complete_commands(session.wording(), commands, typed);
  }
  return complete_value(session, before, place, typed, {});
}

std::string completions_text(const Completions& completions) {
  std::string text;
  for (const Candidate& candidate : completions.candidates) {
    text += candidate.word;
    text += '\t';
    std::string note = candidate.note;
    std::replace_if(
        note.begin(), note.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    text += note + '\n';
  }
  if (completions.paths != PathNames::None) {
    text += completions.paths == PathNames::Files ? ":files\t" : ":folders\t";
    text += completions.before_path + '\n';
  }
  return text;
}

}  // namespace gongwen::cli
