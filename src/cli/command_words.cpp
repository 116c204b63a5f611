#include "cli/completion.h"
#include "cli/environment.h"

#include <algorithm>

namespace gongwen::cli {
namespace {

bool has_name(const OptionSpec& spec, std::string_view name) {
  std::string_view names = spec.names;
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(','), names.size());
    if (names.substr(0, comma) == name) return true;
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return false;
}

bool takes_many(const OptionSpec& spec) { return std::holds_alternative<std::vector<std::string>*>(spec.target); }

}  // namespace

void CommandWords::take(std::string_view word) {
  if (awaiting_ != nullptr) {
    keep(*std::exchange(awaiting_, nullptr), word);
  } else if (!only_arguments_ && word == "--") {
    only_arguments_ = true;
  } else if (!only_arguments_ && word.size() > 1 && word.starts_with('-')) {
    take_option(word);
  } else if (command_ == nullptr) {
    const auto found = std::find_if(commands_.begin(), commands_.end(), [word](const CompletableCommand& candidate) {
      return candidate.command->name() == word;
    });
    is_wrong_ = found == commands_.end();
    if (!is_wrong_) command_ = &*found;
  } else {
    const WordPlace place = next_place();
    is_wrong_ = is_wrong_ || place.spec == nullptr;
    if (place.spec != nullptr) keep(*place.spec, word);
    argument_words_.emplace_back(word);
  }
}

void CommandWords::take_option(std::string_view word) {
  const bool is_long = word.starts_with("--");
  const std::size_t end = is_long ? std::min(word.find('='), word.size()) : 2;
  const OptionSpec* const spec = find_option(word.substr(0, end));
  if (spec == nullptr) return;
  given_.push_back(spec);
  if (std::holds_alternative<bool*>(spec->target)) return;
  if (end == word.size()) {
    awaiting_ = spec;
  } else {
    word.remove_prefix(end);
    keep(*spec, word.starts_with('=') ? word.substr(1) : word);
  }
}

void CommandWords::keep(const OptionSpec& spec, std::string_view value) {
  std::string kept(value);
  // What the shell would replace, once the line is complete.
  if (const auto home = environment_variable("HOME"); home && kept.starts_with("~/")) {
    kept.replace(0, 1, *home);
  }
  if (auto* const* text = std::get_if<std::string*>(&spec.target)) {
    **text = std::move(kept);
  } else if (auto* const* texts = std::get_if<std::vector<std::string>*>(&spec.target)) {
    (*texts)->push_back(std::move(kept));
  }
}

std::vector<const OptionSpec*> CommandWords::arguments() const {
  std::vector<const OptionSpec*> found;
  if (command_ == nullptr) return found;
  for (const OptionSpec& spec : command_->options->specs()) {
    if (spec.is_argument()) found.push_back(&spec);
  }
  return found;
}

WordPlace CommandWords::next_place() const {
  if (awaiting_ != nullptr) return {awaiting_, 0};
  std::size_t index = argument_words_.size();
  for (const OptionSpec* const spec : arguments()) {
    if (index == 0 || takes_many(*spec)) return {spec, index};
    --index;
  }
  return {};
}

const OptionSpec* CommandWords::find_option(std::string_view name) const {
  const auto find_in = [name](const OptionList& options) -> const OptionSpec* {
    for (const OptionSpec& spec : options.specs()) {
      if (!spec.is_argument() && has_name(spec, name)) return &spec;
    }
    return nullptr;
  };
  const OptionSpec* const own = command_ == nullptr ? nullptr : find_in(*command_->options);
  return own == nullptr ? find_in(common_) : own;
}

std::vector<const OptionSpec*> CommandWords::open_options() const {
  std::vector<const OptionSpec*> open;
  const auto add = [&](const OptionSpec& spec) {
    const bool was_given = std::find(given_.begin(), given_.end(), &spec) != given_.end();
    if (!spec.is_argument() && (!was_given || takes_many(spec))) open.push_back(&spec);
  };
  if (command_ != nullptr) {
    for (const OptionSpec& spec : command_->options->specs()) add(spec);
  }
  for (const OptionSpec& spec : common_.specs()) {
    if (command_ == nullptr || has_effect(command_->command->name(), spec.long_name())) add(spec);
  }
  return open;
}

std::string CommandWords::value_of(std::string_view name) const {
  if (command_ == nullptr) return {};
  for (const OptionSpec& spec : command_->options->specs()) {
    if (!has_name(spec, name)) continue;
    if (const auto* const text = std::get_if<std::string*>(&spec.target)) return **text;
  }
  std::size_t index = 0;
  std::size_t first_of_many = 0;
  const std::vector<const OptionSpec*> specs = arguments();
  for (const std::string& word : argument_words_) {
    const OptionSpec* const spec = index < specs.size() ? specs[index] : nullptr;
    if (spec == nullptr) break;
    if (command_->command->word_name(*spec, first_of_many) == name) return word;
    if (takes_many(*spec)) {
      ++first_of_many;
    } else {
      ++index;
    }
  }
  return {};
}

}  // namespace gongwen::cli
