#include "cli/completion.h"

#include "base/json.h"
#include "cli/environment.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/core/run.h"
#include "schema/describe_fields.h"
#include "store/publish/published_records.h"
#include "store/store.h"

#include <algorithm>
#include <array>
#include <set>

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
  // Replace `~`, as the shell does once the line is complete.
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

namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The form of `/events/12/` in the list of fields: `/events/*/`.
std::string folder_pattern(std::string_view folder) {
  std::string pattern;
  while (!folder.empty()) {
    const std::size_t slash = folder.find('/');
    const std::string_view step = folder.substr(0, slash);
    pattern += is_digits(step) || step == "-" ? std::string_view("*") : step;
    pattern += '/';
    folder.remove_prefix(slash + 1);
  }
  return pattern.empty() ? "/" : pattern;
}

/// Fields without a type may be lists.
bool is_list(const base::JsonView& field) {
  const auto types = field.find("type");
  return types && (types->size() == 1 || types->size() == 2) && types->at(0).text() == "array";
}

std::string title_of(const base::JsonView& field, Language language) {
  const auto title = field.find("title");
  if (!title) return {};
  const std::string english = title->text_of("en");
  const std::string chinese = title->text_of("zh");
  return std::string(diagnostics::BilingualText{english, chinese}.in(language));
}

/// The pointers of fields that have fields themselves.
std::set<std::string> find_containers(const base::JsonView& fields) {
  std::set<std::string> containers;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string pointer = fields.at(i).text_of("pointer");
    if (const std::size_t slash = pointer.rfind('/'); slash != std::string::npos) {
      containers.insert(pointer.substr(0, slash));
    }
  }
  return containers;
}

/// The continuations of a field: to its own fields, or to the end of the pointer.
std::vector<std::string> endings_of(const base::JsonView& field, const std::set<std::string>& containers,
                                    PointerUse use) {
  const std::string pointer = field.text_of("pointer");
  const bool lists = is_list(field);
  std::vector<std::string> endings;
  if (use == PointerUse::Table && lists) endings.emplace_back("=");
  if (lists && containers.contains(pointer + "/*")) {
    endings.emplace_back("/0/");
  } else if (!lists && containers.contains(pointer)) {
    endings.emplace_back("/");
  } else if (use != PointerUse::Table) {
    endings.emplace_back(std::string(lists ? "/0" : "") + (use == PointerUse::Value ? "=" : ""));
  }
  return endings;
}

}  // namespace

std::vector<Candidate> complete_pointer(const base::JsonView& fields, std::string_view typed, PointerUse use,
                                        Language language) {
  const std::string_view folder = typed.substr(0, typed.rfind('/') + 1);
  const std::string pattern = folder_pattern(folder);
  const std::set<std::string> containers = find_containers(fields);
  std::set<std::string> seen;
  std::vector<Candidate> found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const base::JsonView field = fields.at(i);
    const std::string pointer = field.text_of("pointer");
    if (!pointer.starts_with(pattern)) continue;
    const std::string name = pointer.substr(pattern.size());
    const bool is_below = name.empty() || name == "*" || name.find('/') != std::string::npos;
    // A field that several variants of an object have is in the list several times.
    if (is_below || !seen.insert(name).second) continue;
    for (const std::string& ending : endings_of(field, containers, use)) {
      found.push_back({(folder.empty() ? "/" : std::string(folder)) + name + ending, title_of(field, language)});
    }
  }
  return found;
}

namespace {

/// Placeholders in the help that denote files or folders.
constexpr std::array<std::string_view, 5> kFiles = {"FILE", "DATA", "HTML", "STORE", "FONT"};
constexpr std::array<std::string_view, 3> kFolders = {"DIR", "PLACE", "SITE"};

class ValueCompletion {
 public:
  ValueCompletion(Session& session, const CommandWords& words, std::string_view typed, std::string_view before)
      : session_(session), words_(words), typed_(typed), before_(before) {}

  Completions complete(const OptionSpec& spec, std::string_view name) {
    if (name == "FORMATS") pass_first_formats();
    for (const auto& values : {spec.choices, spec.suggestions}) {
      for (const std::string& value : values) add(value, {});
    }
    if (!spec.choices.empty()) return std::move(answer_);
    if (name == "KIND") {
      add_kinds();
      // A file may state its kind itself.
      if (answer_.candidates.empty() && spec.is_argument()) add_paths(PathNames::Files);
    } else if (name == "TYPE") {
      add_record_types();
    } else if (name == "KEY") {
      add_keys();
    } else if (name == "NAME=VALUE") {
      for (const LimitInfo& limit : known_limits()) add(std::string(limit.name) + "=", {});
    } else if (name.starts_with("POINTER")) {
      add_pointers(name);
    } else if (std::find(kFolders.begin(), kFolders.end(), name) != kFolders.end()) {
      add_paths(PathNames::Folders);
    } else if (std::find(kFiles.begin(), kFiles.end(), name) != kFiles.end()) {
      add_paths(PathNames::Files);
    }
    return std::move(answer_);
  }

 private:
  void add(std::string_view word, std::string_view note) {
    if (!word.starts_with(typed_)) return;
    answer_.candidates.push_back({before_ + std::string(word), std::string(note)});
  }

  /// Completes only the last one of several formats: `pdf,xl`.
  void pass_first_formats() {
    const std::size_t end = typed_.rfind(',') + 1;
    before_ += typed_.substr(0, end);
    typed_.remove_prefix(end);
  }

  void add_paths(PathNames paths, std::string_view more_before = {}) {
    answer_.paths = paths;
    answer_.before_path = before_ + std::string(more_before);
  }

  /// Adds kinds by name, or by title if the user has started to type one.
  void add_kinds() {
    const KindList list = session_.engine().list();
    const Wording& wording = session_.wording();
    for (const KindInfo& kind : list.kinds) add(kind.name, wording({kind.title_en, kind.title_zh}));
    if (!answer_.candidates.empty() || typed_.empty()) return;
    for (const KindInfo& kind : list.kinds) add(kind.title_zh, kind.name);
  }

  bool read_types() {
    types_ = publish::record_types_of(session_.engine_options(), run_);
    return types_ != nullptr;
  }

  std::optional<store::RecordType> typed_type() {
    const std::string name = words_.value_of("TYPE");
    return !name.empty() && read_types() ? types_->find(name) : std::nullopt;
  }

  void add_record_types() {
    if (!read_types()) return;
    for (const store::RecordType type : types_->all()) {
      add(type.info().name, session_.wording()({type.info().title.english, type.info().title.chinese}));
    }
  }

  /// Does not query databases on servers: that may take long, and need a password.
  void add_keys() {
    const std::string location = words_.value_of("STORE");
    const bool is_elsewhere =
        location.find("://") != std::string::npos || location.find("dbname=") != std::string::npos;
    const auto type = location.empty() || is_elsewhere ? std::nullopt : typed_type();
    if (!type) return;
    const auto opened = store::open_store(location, store::Access::Read, types_, run_.sink());
    if (!opened) return;
    const auto records = opened->records(run_.sink());
    if (!records) return;
    for (const store::Record& record : *records) {
      if (record.key.type == *type) add(record.key.id, {});
    }
  }

  /// The fields of the command's subject, as `describe --json` lists them.
  std::string fields() {
    if (const auto type = typed_type()) {
      const auto schemas = store::RecordSchemas::compile(types_, run_.sources(), run_.documents(), run_.sink());
      if (!schemas) return {};
      return schema::describe_as_json(schema::describe_all_fields(schemas->of(*type)));
    }
    std::string kind = words_.value_of("--register");
    if (kind.empty()) kind = words_.value_of("KIND");
    return session_.engine().describe(kind, FieldForm::Json, session_.wording().language).text;
  }

  void add_pointers(std::string_view name) {
    const bool is_table = name == "POINTER=FILE";
    if (const std::size_t equals = typed_.find('='); equals != std::string_view::npos) {
      if (is_table) add_paths(PathNames::Files, typed_.substr(0, equals + 1));
      return;
    }
    const auto read = base::parse_json(fields());
    if (!read) return;
    const PointerUse use = is_table ? PointerUse::Table : name == "POINTER" ? PointerUse::Alone : PointerUse::Value;
    for (const Candidate& found : complete_pointer(read->view(), typed_, use, session_.wording().language)) {
      add(found.word, found.note);
    }
  }

  Session& session_;
  const CommandWords& words_;
  std::string_view typed_;
  std::string before_;
  Completions answer_;
  engine::Run run_;  // its messages are ignored
  store::SharedRecordTypes types_;
};

}  // namespace

Completions complete_value(Session& session, const CommandWords& words, const WordPlace& place, std::string_view typed,
                           std::string_view before) {
  std::string_view name = place.spec->value.empty() ? place.spec->names : place.spec->value;
  if (place.spec->is_argument()) name = words.command()->command->word_name(*place.spec, place.index);
  return ValueCompletion(session, words, typed, before).complete(*place.spec, name);
}

namespace {

/// The length of `--output=`; 0 for words without a value.
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
    // Offer short names only when typed: users who know them need no list.
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
