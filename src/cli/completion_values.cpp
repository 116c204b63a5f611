#include "base/json.h"
#include "cli/completion.h"
#include "engine/core/run.h"
#include "publish/published_records.h"
#include "schema/describe_fields.h"
#include "store/store_contents.h"

#include <algorithm>
#include <array>

namespace gongwen::cli {
namespace {

/// Names of values in the help that stand for names of files and folders.
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
      // A file that says itself of which kind it is.
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

  /// Of `pdf,xl`, the last one is to be completed.
  void pass_first_formats() {
    const std::size_t end = typed_.rfind(',') + 1;
    before_ += typed_.substr(0, end);
    typed_.remove_prefix(end);
  }

  void add_paths(PathNames paths, std::string_view more_before = {}) {
    answer_.paths = paths;
    answer_.before_path = before_ + std::string(more_before);
  }

  /// By their names; by titles if somebody has started to type one.
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

  /// A database elsewhere is not asked: that may take long, and ask for a password.
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

  /// The fields of what the command is about, as `describe --json` lists them.
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
  engine::Run run_;  // whose messages are not used
  store::SharedRecordTypes types_;
};

}  // namespace

Completions complete_value(Session& session, const CommandWords& words, const WordPlace& place, std::string_view typed,
                           std::string_view before) {
  std::string_view name = place.spec->value.empty() ? place.spec->names : place.spec->value;
  if (place.spec->is_argument()) name = words.command()->command->word_name(*place.spec, place.index);
  return ValueCompletion(session, words, typed, before).complete(*place.spec, name);
}

}  // namespace gongwen::cli
