#include "engine/runs/detail/check_set.h"

#include "base/file_path.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/reports.h"
#include "engine/core/run.h"
#include "engine/input/read_data.h"
#include "engine/runs/kind_run.h"
#include "resources/read_file.h"
#include "schema/schema.h"
#include "schema/starter.h"
#include "schema/validate.h"

#include <algorithm>
#include <set>

// A set is a list of kinds with rules about values that must agree between their documents. Checking a folder means
// finding the kind of each file, checking it alone, and then comparing the documents of each set.
namespace gongwen::engine {
namespace {

using data::Value;

constexpr std::string_view kSetSchema =
#include "set_schema.inc"
    ;

const schema::Schema& set_schema() {
  static const schema::Schema schema = schema::built_in_schema(kSetSchema);
  return schema;
}

/// Places with the same value in several kinds, from rules whose values are carried into new data.
std::vector<std::vector<SharedPlace>> shared_places(const Value& rules) {
  std::vector<std::vector<SharedPlace>> shared;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::optional<Value> carry = rules.at(i).find("carry");
    if (!carry || !carry->boolean()) continue;
    // A rule is about one fact that several kinds have, each at its own pointer.
    std::vector<SharedPlace>& places = shared.emplace_back();
    const Value values = *rules.at(i).find("values");
    for (std::size_t k = 0; k < values.size(); ++k) {
      const Value value = values.at(k);
      places.push_back({std::string(value.find("kind")->string()), std::string(value.find("at")->string())});
    }
  }
  return shared;
}

/// A set that cannot be read is reported and left out.
std::optional<SetRules> read_set(const resources::Folder& folder, const std::string& file, Run& run) {
  const auto source = folder.read_text(file, {}, run.sources(), run.sink());
  if (!source) return std::nullopt;
  auto read = data::read_json(*source, run.sources().source_text(*source), {}, run.sink());
  if (!read) return std::nullopt;
  const auto document = std::make_shared<const data::Document>(*std::move(read));
  run.documents().add(document);
  if (!schema::validate(set_schema(), document->root(), {}, run.sink())) return std::nullopt;
  // Compiled here, so that an error in a rule is reported with its set.
  auto agreement = rules::AgreementSet::compile(*document->root().find("rules"), run.sources(), run.sink());
  if (!agreement) return std::nullopt;
  std::vector<std::string> kinds;
  const Value names = *document->root().find("kinds");
  for (std::size_t i = 0; i < names.size(); ++i) kinds.emplace_back(names.at(i).string());
  return SetRules{file.substr(0, file.rfind('.')), std::move(kinds), *std::move(agreement),
                  shared_places(*document->root().find("rules"))};
}

}  // namespace

bool SetRules::concerns(std::string_view kind) const {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

/// If two files have the same name, the one in the first folder counts.
std::vector<SetRules> read_sets(const KindLibrary& kinds, Run& run) {
  std::vector<SetRules> sets;
  std::set<std::string> names;
  for (const resources::Folder& templates : kinds.folders()) {
    const resources::Folder folder = templates.below("shared/sets");
    for (const std::string& file : folder.files()) {
      // Folders of the user come first, so they can replace an installed set.
      if (!file.ends_with(".json") || !names.insert(file).second) continue;
      if (std::optional<SetRules> set = read_set(folder, file, run)) sets.push_back(*std::move(set));
    }
  }
  return sets;
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

/// Tables and workbooks are not documents of a set.
bool is_data_file(std::string_view name) {
  const std::string lower = base::ascii_lowercase(name);
  return lower.ends_with(".json") || lower.ends_with(".yaml") || lower.ends_with(".yml");
}

/// Whether the text at this place is not part of a longer word: `iso-form-4` is not in `iso-form-41`.
bool stands_apart(std::string_view text, std::size_t at, std::size_t length) {
  const auto belongs = [&](std::size_t i) {
    return i < text.size() && base::is_ascii_alnum(text[i]);
  };
  return (at == 0 || !belongs(at - 1)) && !belongs(at + length);
}

/// Whether data fits a kind; reports nothing.
bool fits(const CompiledKind& kind, const data::Document& document) {
  diagnostics::DiagnosticSink ignored;
  return schema::is_valid(*kind.schema, document.root(), {}, ignored);
}

/// The only kind of all sets whose schema the data fits; empty if there are several.
std::string kind_by_schema(const data::Document& document, const std::vector<SetRules>& sets, KindLibrary& kinds) {
  std::vector<std::string> fitting;
  for (const SetRules& set : sets) {
    for (const std::string& name : set.kinds) {
      const auto kind = kinds.get(name);
      const bool known = std::find(fitting.begin(), fitting.end(), name) != fitting.end();
      if (kind && kind->usable && !known && fits(*kind, document)) fitting.push_back(name);
    }
  }
  // With several candidates, guessing could check a document by the wrong rules.
  return fitting.size() == 1 ? fitting.front() : std::string();
}

/// The longest name of a kind in the name of the file: `附件5 iso-form-4 v2.json` is `iso-form-4`.
std::string kind_by_name(std::string_view file, const std::vector<std::string>& kinds) {
  const std::string_view stem = file.substr(0, file.rfind('.'));
  std::string best;
  for (const std::string& kind : kinds) {
    for (std::size_t at = stem.find(kind); at != std::string_view::npos; at = stem.find(kind, at + 1)) {
      // Names of kinds may contain one another, so the longest one counts.
      if (kind.size() > best.size() && stands_apart(stem, at, kind.size())) best = kind;
    }
  }
  return best;
}

/// The document as read, without normal values and defaults: sets compare what people wrote.
std::shared_ptr<const data::Document> read_paper(const DataSource& paper, const data::JsonLimits& limits, Run& run,
                                                 diagnostics::DiagnosticSink& errors) {
  const auto source = paper.text ? resources::add_text(paper.path, *paper.text, run.sources(), errors)
                                 : resources::read_text(paper.path, {}, run.sources(), errors);
  if (!source) return nullptr;
  const std::string_view text = run.sources().source_text(*source);
  auto read = is_yaml(paper.path) ? data::read_yaml(*source, text, limits, errors)
                                  : data::read_json(*source, text, limits, errors);
  if (!read) return nullptr;
  auto document = std::make_shared<const data::Document>(*std::move(read));
  run.documents().add(document);
  return document;
}

/// The value in the form of the option --set: a text unchanged, anything else as JSON.
FieldValue carried_value(const std::string& pointer, const data::Value& value) {
  FieldValue carried{pointer, {}};
  if (value.is_string()) {
    carried.text = value.string();
  } else {
    data::append_value_json(carried.text, value);
  }
  return carried;
}

/// Whether the value is empty and not worth carrying.
bool is_blank(const data::Value& value) { return value.is_null() || (value.is_string() && value.string().empty()); }

/// Values that both kinds have in the same rule of a set.
std::vector<FieldValue> shared_values(const std::vector<SetRules>& sets, std::string_view from, std::string_view to,
                                      const data::Value& root) {
  std::vector<FieldValue> values;
  const auto place_of = [](const std::vector<SharedPlace>& places, std::string_view kind) {
    return std::find_if(places.begin(), places.end(), [kind](const SharedPlace& place) { return place.kind == kind; });
  };
  for (const SetRules& set : sets) {
    for (const std::vector<SharedPlace>& places : set.shared) {
      // A rule names the place of one value in each kind: the value of one document is carried to its place in the
      // other.
      const auto source = place_of(places, from);
      const auto target = place_of(places, to);
      if (source == places.end() || target == places.end()) continue;
      const std::optional<data::Value> value = root.resolve(source->at);
      if (value && !is_blank(*value)) values.push_back(carried_value(target->at, *value));
    }
  }
  return values;
}

/// Removes values that the kind does not accept, with a warning.
void leave_out_unfit(std::vector<FieldValue>& values, const CompiledKind& kind, Run& run) {
  schema::StarterOptions options;
  for (const FieldValue& value : values) options.values.push_back({value.pointer, value.text});
  // A trial: the starter lists the values that the schema of the new kind does not accept.
  const schema::Starter starter = schema::make_starter(*kind.schema, options);
  for (const std::vector<std::string>* pointers : {&starter.unknown, &starter.refused}) {
    for (const std::string& pointer : *pointers) {
      // The other kind may allow fewer values. One that does not fit is left out with a warning and must be typed.
      const auto unfit = std::find_if(values.begin(), values.end(),
                                      [&pointer](const FieldValue& value) { return value.pointer == pointer; });
      if (unfit == values.end()) continue;
      run.sink().report_as(diagnostics::Severity::Warning, messages::EngineUnfitValue, Origin{}, pointer, unfit->text,
                           kind.manifest->info.name);
      values.erase(unfit);
    }
  }
}

/// A file of the folder. It is read here for the rules of the set, and once more by its own check.
struct Member {
  std::string path;
  std::string kind;  // empty if not known
  std::shared_ptr<const CompiledKind> compiled;
  std::shared_ptr<const data::Document> data;  // null if it could not be read
  bool fits = false;                           // its schema
};

/// Checks a folder, step by step.
class SetChecker {
 public:
  SetChecker(const RenderOptions& options, CheckScope scope, KindLibrary& kinds, FontSource& fonts)
      : options_(options), scope_(scope), kinds_(kinds), fonts_(fonts) {}

  /// Members are settled last: whether a warning is confirmed is known only after all comparisons.
  SetCheck run(const std::string& folder) {
    run_.obey(options_);
    sets_ = read_sets(kinds_, run_);
    run_.attempt([&] {
      for (const std::string& name : resources::Folder(folder).files()) {
        if (is_data_file(name)) add(folder, name);
      }
      if (members_.empty()) run_.sink().report(messages::EngineNoDataFiles, Origin{}, folder);
      check_sets();
      return true;
    });
    RenderOptions lenient = options_;  // errors can no longer be confirmed, so strictness comes after all members
    lenient.strict = false;
    for (const Member& member : members_) settle_warnings(lenient, member.data.get(), run_);
    if (options_.strict) run_.promote_open_warnings();
    SetCheck result;
    for (const Member& member : members_) result.members.push_back({member.path, member.kind});
    for (const SetRules& set : sets_) add_missing(set, result.missing);
    // Reports of the documents come first, then messages that concern several of them.
    reports_.push_back(std::move(run_).report());
    result.report = merge_reports(std::move(reports_));
    return result;
  }

 private:
  /// Finds the kind by name or by schema, and checks the file alone.
  void add(const std::string& folder, const std::string& name) {
    const std::string path = base::join_path(folder, name);
    diagnostics::DiagnosticSink errors;
    Member member{path, kind_by_name(name, kinds_.names()), nullptr, read(path, errors), false};
    // The name comes first: people chose it, and it also works for data with errors.
    if (member.kind.empty() && member.data) member.kind = kind_by_schema(*member.data, sets_, kinds_);
    if (!member.kind.empty()) {
      member.compiled = kinds_.get(member.kind);
      member.fits = member.data && member.compiled->usable && fits(*member.compiled, *member.data);
      check_alone(member);
    } else if (member.data) {
      run_.sink().report(messages::EngineKindUnclear, member.data->root().origin(), path);
    } else {
      // No check by its kind will report why the file could not be read.
      for (const diagnostics::Diagnostic& error : errors.diagnostics()) run_.sink().add(error);
    }
    members_.push_back(std::move(member));
  }

  /// Reads a file. Its errors are reported by its own check, if its kind is known.
  std::shared_ptr<const data::Document> read(const std::string& path, diagnostics::DiagnosticSink& errors) {
    return read_paper({path}, json_limits(options_.limits), run_, errors);
  }

  /// The usual check of one document; pages are checked only if requested.
  void check_alone(const Member& member) {
    // A document may take long, so stops are checked before each.
    run_.sink().go_on_now();
    KindRun steps(kinds_, fonts_, member.kind);
    const bool read = steps.usable() && steps.read({member.path}, options_);
    if (read && scope_ == CheckScope::Pages && steps.name_outputs(options_)) {
      steps.make(steps.kind().manifest->info.formats, options_);
    }
    steps.settle(options_);
    reports_.push_back(std::move(steps.run()).report());
  }

  /// Only valid documents are compared.
  void check_sets() {
    for (const SetRules& set : sets_) {
      std::vector<rules::SetDocument> documents;
      for (const Member& member : members_) {
        // Values of a document that does not fit its schema cannot be compared; its own errors come first.
        if (!set.concerns(member.kind) || is_repeated(member) || !member.fits) continue;
        const KindInfo& info = member.compiled->manifest->info;
        documents.push_back({member.kind, {info.title_en, info.title_zh}, member.data->root()});
      }
      set.agreement.check(documents, set.name, templating_limits(options_.limits, run_.sink().stop_check()),
                          run_.sink());
    }
  }

  /// Whether an earlier member is of the same kind. Two papers of one kind belong to different sets, so the later one
  /// is reported and left out.
  bool is_repeated(const Member& member) {
    for (const Member& other : members_) {
      if (&other == &member) return false;
      if (other.kind != member.kind) continue;
      const Origin origin = member.data ? member.data->root().origin() : Origin{};
      run_.sink().report(messages::EngineTwoOfAKind, origin, member.path, other.path, member.kind);
      return true;
    }
    return false;
  }

  /// The kinds that a set lacks, if the folder has any of its kinds.
  void add_missing(const SetRules& set, std::vector<std::string>& missing) const {
    const auto is_there = [&](const std::string& kind) {
      return std::any_of(members_.begin(), members_.end(), [&](const Member& m) { return m.kind == kind; });
    };
    // A folder without any document of the set has another purpose, so nothing is missing in it.
    if (std::none_of(set.kinds.begin(), set.kinds.end(), is_there)) return;
    for (const std::string& kind : set.kinds) {
      if (!is_there(kind)) missing.push_back(kind);
    }
  }

  const RenderOptions& options_;
  CheckScope scope_;
  KindLibrary& kinds_;
  FontSource& fonts_;
  Run run_;
  std::vector<SetRules> sets_;
  std::vector<Member> members_;
  std::vector<Report> reports_;
};

}  // namespace

/// Documents of a bound set. With two of one kind it is unknown which of them belongs to the others.
void check_papers(const std::vector<SetPaper>& papers, const RenderOptions& options, const KindLibrary& kinds,
                  Run& run) {
  for (const SetRules& set : read_sets(kinds, run)) {
    std::vector<rules::SetDocument> documents;
    for (const SetPaper& paper : papers) {
      const KindInfo& info = paper.kind.manifest->info;
      const auto same_kind = std::count_if(papers.begin(), papers.end(), [&](const SetPaper& other) {
        return other.kind.manifest->info.name == info.name;
      });
      if (!set.concerns(info.name) || same_kind > 1) continue;
      auto read = parse_data(paper.source, paper.kind, options, run);
      if (!read) continue;
      auto document = std::make_shared<const data::Document>(*std::move(read));
      run.documents().add(document);
      documents.push_back({info.name, {info.title_en, info.title_zh}, document->root()});
    }
    set.agreement.check(documents, set.name, templating_limits(options.limits, run.sink().stop_check()), run.sink());
  }
}

/// Values that the caller gives override those that are carried over.
std::optional<NewData> carry_over(const NewData& options, const CompiledKind& kind, KindLibrary& kinds, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  const std::vector<SetRules> sets = read_sets(kinds, run);
  const auto document = read_paper(options.from, {}, run, run.sink());
  if (watch.saw_errors() || !document) return std::nullopt;
  const std::string& path = options.from.path;
  std::string from = kind_by_name(base::file_name(path), kinds.names());
  if (from.empty()) from = kind_by_schema(*document, sets, kinds);
  if (from.empty()) {
    run.sink().report(messages::EngineKindUnclear, document->root().origin(), path);
    return std::nullopt;
  }
  const std::string& name = kind.manifest->info.name;
  NewData carried = options;
  // From here on only the values count, not the document from which they came.
  carried.from = {};
  carried.values = shared_values(sets, from, name, document->root());
  leave_out_unfit(carried.values, kind, run);
  // Not an error: the new data is made without carried values.
  if (carried.values.empty()) run.sink().report(messages::EngineNothingShared, Origin{}, from, name);
  for (const FieldValue& given : options.values) {
    std::erase_if(carried.values, [&given](const FieldValue& value) { return value.pointer == given.pointer; });
    carried.values.push_back(given);
  }
  return carried;
}

SetCheck check_set(const std::string& folder, const RenderOptions& options, CheckScope scope, KindLibrary& kinds,
                   FontSource& fonts) {
  return SetChecker(options, scope, kinds, fonts).run(folder);
}

}  // namespace gongwen::engine
