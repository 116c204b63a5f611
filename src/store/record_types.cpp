#include "store/record_types.h"

#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/store.h"
#include "store/detail/fact_columns.h"
#include "store/facts_files.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::store {

using data::Value;
using Source = PublishedMember::Source;

namespace {

constexpr std::pair<std::string_view, Source> kSources[] = {
    {"year", Source::Year},     {"number", Source::Number},
    {"total", Source::Total},   {"period", Source::Period},
    {"date", Source::Date},     {"copied", Source::Copied},
    {"made", Source::Made},     {"records", Source::Records},
    {"issues", Source::Issues}, {"correction", Source::Correction}};
constexpr std::pair<std::string_view, OpenPointRule::What> kOpen[] = {{"undated", OpenPointRule::What::Undated},
                                                                      {"unnumbered", OpenPointRule::What::Unnumbered},
                                                                      {"unknown", OpenPointRule::What::Unknown}};

template <typename Choice, std::size_t count>
Choice choice_of(const std::pair<std::string_view, Choice> (&choices)[count], std::string_view name) {
  const auto found =
      std::find_if(std::begin(choices), std::end(choices), [name](const auto& choice) { return choice.first == name; });
  return found == std::end(choices) ? choices[0].second : found->second;
}

std::string text_at(const Value& object, std::string_view pointer) {
  const auto found = object.resolve(pointer);
  return found && found->is_string() ? std::string(found->string()) : std::string();
}

std::vector<std::string> texts_of(const Value& list) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < list.size(); ++i) texts.emplace_back(list.at(i).string());
  return texts;
}

std::vector<std::string> texts_at(const Value& object, std::string_view pointer) {
  const auto found = object.resolve(pointer);
  return found ? texts_of(*found) : std::vector<std::string>();
}

RecordTitle title_at(const Value& object, const std::string& pointer) {
  return {text_at(object, pointer + "/zh"), text_at(object, pointer + "/en")};
}

bool is_true(const Value& object, std::string_view name, bool otherwise) {
  const auto found = object.find(name);
  return found ? found->boolean() : otherwise;
}

/// A definition with everything that it refers to, as one text: types of two kinds are the same if these texts are
/// equal.
class Definition {
 public:
  explicit Definition(const data::Document& schema) : schema_(schema) {}

  std::string text_of(const std::string& place) {
    add(place);
    std::string all;
    for (const auto& [name, text] : parts_) all.append(name).append("\n").append(text).append("\n");
    return all;
  }

 private:
  void add(const std::string& place) {
    const auto value = schema_.resolve(place);
    if (!value || parts_.contains(place)) return;
    parts_[place] = record_sum(*value);
    find_references(*value);
  }

  void find_references(const Value& value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Value part = value.at(i);
      if (part.is_string() && value.is_object() && value.key_at(i) == "$ref" && part.string().starts_with("#")) {
        add(std::string(part.string().substr(1)));
      }
      find_references(part);
    }
  }

  const data::Document& schema_;
  std::map<std::string, std::string> parts_;
};

}  // namespace

std::string_view Periodical::member_of(Source source) const {
  for (const PublishedMember& member : members) {
    if (member.source == source) return member.name;
  }
  return {};
}

/// Reads the files of all kinds, one after another.
class TypeReader {
 public:
  TypeReader(RecordTypes& types, resources::SourceStore& sources, data::DocumentRegistry& documents,
             diagnostics::DiagnosticSink& sink)
      : types_(types), sources_(sources), documents_(documents), sink_(sink) {}

  bool read_types(const RecordSource& kind) {
    const auto extended = extended_schema(kind, sources_, documents_, sink_);
    if (!extended) return false;
    const Value types = *extended->types->root().find("types");
    bool all = true;
    for (std::size_t i = 0; i < types.size(); ++i) {
      all = add_type(kind, types.at(i), *extended->schema) && all;
      own_types_.emplace(kind.kind, types.at(i).key());
    }
    return all;
  }

  /// After the types of all kinds: a periodical may use types of another one.
  bool read_section(const RecordSource& kind) {
    const auto section = read_kept(kind.kind + "/template.json#/publish", kind.section, sources_, documents_, sink_);
    if (!section || !has_types(kind, section->root())) return false;
    types_.periodicals_.push_back(periodical_of(kind, section->root()));
    return true;
  }

 private:
  /// Whether the types that the section takes from other kinds exist, and the kinds whose issues it lists. Its own are
  /// checked with the bundle.
  bool has_types(const RecordSource& kind, const Value& section) {
    const diagnostics::ErrorWatch watch(sink_);
    const auto check = [&](const std::optional<Value>& name) {
      if (!name || types_.find(name->string())) return;
      sink_.report(diagnostics::messages::EngineUnknownRecordType, name->origin(), name->string(), kind.records_name);
    };
    const auto check_kind = [&](const Value& name) {
      const bool is_known = std::any_of(types_.kinds_.begin(), types_.kinds_.end(),
                                        [&](const RecordSource& one) { return one.kind == name.string(); });
      if (!is_known) sink_.report(diagnostics::messages::StoreUnknownPeriodical, name.origin(), name.string());
    };
    const auto others = section.find("types_of");
    for (std::size_t i = 0; others && i < others->size(); ++i) check_kind(others->at(i));
    check(section.find("issue"));
    const Value data = *section.find("data");
    for (std::size_t i = 0; i < data.size(); ++i) {
      check(data.at(i).find("of"));
      if (const auto other = data.at(i).find("kind")) check_kind(*other);
    }
    return !watch.saw_errors();
  }

  bool add_type(const RecordSource& kind, const Value& type, const data::Document& schema) {
    RecordTypeInfo info = info_of(kind, type);
    std::string definition = record_sum(type) + Definition(schema).text_of(info.definition);
    const auto known = std::find_if(types_.types_.begin(), types_.types_.end(), [&info](const RecordTypeInfo& other) {
      return other.name == info.name || other.plural == info.plural;
    });
    if (known == types_.types_.end()) {
      info.order = types_.types_.size();
      definitions_.push_back(std::move(definition));
      types_.types_.push_back(std::move(info));
      return true;
    }
    if (definitions_[known->order] == definition) return true;
    sink_.report(diagnostics::messages::StoreTypeDiffers, type.origin(), info.name, kind.kind, known->kind);
    return false;
  }

  static RecordTypeInfo info_of(const RecordSource& kind, const Value& type) {
    RecordTypeInfo info;
    info.kind = kind.kind;
    info.name = type.key();
    info.plural = text_at(type, "/plural");
    info.title = title_at(type, "/title");
    info.list_title = title_at(type, "/list_title");
    const std::string extended = text_at(type, "/extends");
    info.definition = "/$defs/" + (extended.empty() ? info.name : extended);
    info.key = texts_at(type, "/key/members");
    info.key_unit = base::parse_period_unit(text_at(type, "/key/by"));
    info.period = text_at(type, "/period/member");
    info.dates = text_at(type, "/period/dates");
    info.form = text_at(type, "/form");
    info.makes_ids = type.find("id").has_value();
    info.id_from = text_at(type, "/id/from");
    info.same = texts_at(type, "/id/same");
    if (const auto summary = type.find("summary")) {
      for (std::size_t i = 0; i < summary->size(); ++i) info.summary.push_back(texts_of(summary->at(i)));
    }
    info.names = texts_at(type, "/name/members");
    info.name_lists = texts_at(type, "/name/lists");
    info.list_names = texts_at(type, "/name/list_members");
    if (const auto pictures = type.find("pictures")) info.pictures = texts_of(*pictures);
    const auto references = type.find("references");
    for (std::size_t i = 0; references && i < references->size(); ++i) {
      const Value one = references->at(i);
      info.references.push_back({text_at(one, "/at"), text_at(one, "/type"), text_at(one, "/unless"),
                                 is_true(one, "required", true), agreement_of(one)});
    }
    return info;
  }

  static Agreement agreement_of(const Value& reference) {
    Agreement agreement;
    const auto stated = reference.find("agrees");
    if (!stated) return agreement;
    agreement.entries = text_at(*stated, "/entries");
    agreement.choice = text_at(*stated, "/choice");
    agreement.member = text_at(*stated, "/member");
    agreement.at = texts_at(*stated, "/at");
    const Value forms = *stated->find("forms");
    for (std::size_t i = 0; i < forms.size(); ++i) agreement.forms.emplace_back(forms.key_at(i), forms.at(i).string());
    return agreement;
  }

  Periodical periodical_of(const RecordSource& kind, const Value& section) const {
    Periodical made;
    made.kind = kind.kind;
    made.title = kind.title;
    made.language = kind.language;
    made.unit = base::parse_period_unit(text_at(section, "/period")).value_or(base::PeriodUnit::Month);
    made.numbered_by_year = text_at(section, "/numbers") != "all";
    made.needs_approval = is_true(section, "approval", false);
    made.issue = types_.find(text_at(section, "/issue"));
    const Value data = *section.find("data");
    for (std::size_t i = 0; i < data.size(); ++i) add_member(made, data.at(i));
    made.main = list_of(made, text_at(section, "/main"));
    made.main_is_shared = !own_types_.contains({kind.kind, made.main_list().type.info().name});
    const Value open = *section.find("open");
    for (std::size_t i = 0; i < open.size(); ++i) {
      const Value one = open.at(i);
      made.open.push_back({text_at(one, "/id"), list_of(made, text_at(one, "/list")),
                           choice_of(kOpen, text_at(one, "/open")), title_at(one, "/title")});
    }
    const Value index = *section.find("index");
    for (std::size_t i = 0; i < index.size(); ++i) {
      const Value one = index.at(i);
      made.index.push_back({text_at(one, "/member"), text_at(one, "/each"), texts_at(one, "/lists"),
                            text_at(one, "/key"), texts_at(one, "/from"), texts_at(one, "/title")});
    }
    made.english = text_at(section, "/english");
    made.words = text_at(section, "/site/words");
    made.files = text_at(section, "/site/files");
    made.issuer = text_at(section, "/site/issuer");
    return made;
  }

  static std::size_t list_of(const Periodical& periodical, const std::string& name) {
    std::size_t list = 0;
    while (periodical.lists[list].member != name) ++list;
    return list;
  }

  void add_member(Periodical& made, const Value& value) const {
    PublishedMember member;
    member.name = value.key();
    member.source = choice_of(kSources, text_at(value, "/is"));
    member.template_name = text_at(value, "/template");
    member.when = text_at(value, "/when");
    member.kind = text_at(value, "/kind");
    if (member.source == Source::Issues) member.members = texts_at(value, "/members");
    if (member.source == Source::Records) {
      member.list = made.lists.size();
      made.lists.push_back(published_list(value));
    }
    made.members.push_back(std::move(member));
  }

  PublishedList published_list(const Value& value) const {
    PublishedList list;
    list.member = value.key();
    list.type = *types_.find(text_at(value, "/of"));
    for (const std::string& way : texts_at(value, "/select")) {
      list.of_period = list.of_period || way == "period";
      list.listed = list.listed || way == "listed";
      list.named = list.named || way == "named";
      list.with_entries = list.with_entries || way == "entries";
    }
    list.by = text_at(value, "/by");
    if (list.by.empty()) list.by = list.type.info().key.front();
    list.named_at = text_at(value, "/named/at");
    list.named_unless = text_at(value, "/named/unless");
    list.entries = text_at(value, "/entries");
    list.by_dates = text_at(value, "/order") == "dates";
    list.members = texts_at(value, "/members");
    if (const auto worded = value.find("worded")) {
      for (std::size_t i = 0; i < worded->size(); ++i) {
        list.worded.emplace_back(worded->key_at(i), worded->at(i).string());
      }
    }
    list.months = text_at(value, "/months");
    list.always = is_true(value, "always", false);
    list.count_chinese = text_at(value, "/count/zh");
    list.count_english = text_at(value, "/count/en");
    list.count_english_plural = text_at(value, "/count/en_plural");
    if (list.count_english_plural.empty()) list.count_english_plural = list.count_english;
    list.sheet = text_at(value, "/sheet/name");
    list.section_column = text_at(value, "/sheet/section");
    list.heading_column = text_at(value, "/sheet/heading");
    return list;
  }

  RecordTypes& types_;
  resources::SourceStore& sources_;
  data::DocumentRegistry& documents_;
  diagnostics::DiagnosticSink& sink_;
  std::vector<std::string> definitions_;                     // by type
  std::set<std::pair<std::string, std::string>> own_types_;  // kinds with names of types that they define
};

base::Expected<std::shared_ptr<const RecordTypes>> RecordTypes::read(std::vector<RecordSource> kinds,
                                                                     resources::SourceStore& sources,
                                                                     data::DocumentRegistry& documents,
                                                                     diagnostics::DiagnosticSink& sink) {
  const auto types = std::make_shared<RecordTypes>();
  types->kinds_ = std::move(kinds);
  // Kinds that use types of others come after them: lists of types, and of kinds, begin with those that define them.
  std::stable_partition(types->kinds_.begin(), types->kinds_.end(), [](const RecordSource& kind) {
    return kind.section.find("\"types_of\"") == std::string::npos;
  });
  TypeReader reader(*types, sources, documents, sink);
  bool all = true;
  for (const RecordSource& kind : types->kinds_) all = reader.read_types(kind) && all;
  if (!all) return base::kReported;
  for (const RecordSource& kind : types->kinds_) all = reader.read_section(kind) && all;
  if (!all) return base::kReported;
  return std::shared_ptr<const RecordTypes>(types);
}

std::vector<RecordType> RecordTypes::all() const {
  std::vector<RecordType> all;
  for (const RecordTypeInfo& info : types_) all.emplace_back(info);
  return all;
}

std::optional<RecordType> RecordTypes::find(std::string_view name) const {
  for (const RecordTypeInfo& info : types_) {
    if (info.name == name || info.plural == name || info.title.chinese == name) return RecordType(info);
  }
  return std::nullopt;
}

const Periodical* RecordTypes::find_periodical(std::string_view kind) const {
  const auto found = std::find_if(periodicals_.begin(), periodicals_.end(),
                                  [kind](const Periodical& periodical) { return periodical.kind == kind; });
  return found == periodicals_.end() ? nullptr : &*found;
}

}  // namespace gongwen::store
