
#include "engine/runs/detail/check_set.h"

#include "base/ascii.h"
#include "base/file_path.h"
#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/reports.h"
#include "engine/core/run.h"
#include "engine/input/read_data.h"
#include "engine/runs/kind_run.h"
#include "resources/read_file.h"
#include "schema/validate.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

bool is_data_file(std::string_view name) {
  const std::string lower = base::ascii_lowercase(name);
  return lower.ends_with(".json") || lower.ends_with(".yaml") || lower.ends_with(".yml");
}

bool stands_apart(std::string_view text, std::size_t at, std::size_t length) {
  const auto belongs = [&](std::size_t i) {
    return i < text.size() && base::is_ascii_alnum(text[i]);
  };
  return (at == 0 || !belongs(at - 1)) && !belongs(at + length);
}

/// The longest name of a kind that is in the file's name: `附件5 iso-form-4 v2.json` is `iso-form-4`.
std::string kind_by_name(std::string_view file, const std::vector<std::string>& kinds) {
  const std::string_view stem = file.substr(0, file.rfind('.'));
  std::string best;
  for (const std::string& kind : kinds) {
    for (std::size_t at = stem.find(kind); at != std::string_view::npos; at = stem.find(kind, at + 1)) {
      if (kind.size() > best.size() && stands_apart(stem, at, kind.size())) best = kind;
    }
  }
  return best;
}

/// A file of the folder, read once for the rules of the set; its own check is its own run.
struct Member {
  std::string path;
  std::string kind;  // empty when it is not known
  std::shared_ptr<const CompiledKind> compiled;
  std::shared_ptr<const data::Document> data;  // null when it could not be read
  bool fits = false;                           // its schema
};

class SetChecker {
 public:
  SetChecker(const RenderOptions& options, CheckScope scope, KindLibrary& kinds, FontSource& fonts)
      : options_(options), scope_(scope), kinds_(kinds), fonts_(fonts) {}

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
    RenderOptions lenient = options_;  // what is an error cannot be confirmed any more: all members come first
    lenient.strict = false;
    for (const Member& member : members_) settle_warnings(lenient, member.data.get(), run_);
    if (options_.strict) run_.promote_open_warnings();
    SetCheck result;
    for (const Member& member : members_) result.members.push_back({member.path, member.kind});
    for (const SetRules& set : sets_) add_missing(set, result.missing);
    // The documents one by one first, then what concerns several.
    reports_.push_back(std::move(run_).report());
    result.report = merge_reports(std::move(reports_));
    return result;
  }

 private:
  void add(const std::string& folder, const std::string& name) {
    const std::string path = base::join_path(folder, name);
    diagnostics::DiagnosticSink errors;
    Member member{path, kind_by_name(name, kinds_.names()), nullptr, read(path, errors), false};
    if (member.kind.empty()) member.kind = kind_by_schema(member);
    if (!member.kind.empty()) {
      member.compiled = kinds_.get(member.kind);
      member.fits = member.data && member.compiled->usable && fits(*member.compiled, *member.data);
      check_alone(member);
    } else if (member.data) {
      run_.sink().report(messages::EngineKindUnclear, member.data->root().origin(), path);
    } else {
      for (const diagnostics::Diagnostic& error : errors.diagnostics()) run_.sink().add(error);
    }
    members_.push_back(std::move(member));
  }

  /// What is wrong with a file is told by its own check, unless it has none.
  std::shared_ptr<const data::Document> read(const std::string& path, diagnostics::DiagnosticSink& errors) {
    const auto source = resources::read_text(path, {}, run_.sources(), errors);
    if (!source) return nullptr;
    const std::string_view text = run_.sources().source_text(*source);
    const data::JsonLimits limits = json_limits(options_.limits);
    auto read =
        is_yaml(path) ? data::read_yaml(*source, text, limits, errors) : data::read_json(*source, text, limits, errors);
    if (!read) return nullptr;
    auto document = std::make_shared<const data::Document>(*std::move(read));
    run_.documents().add(document);
    return document;
  }

  static bool fits(const CompiledKind& kind, const data::Document& document) {
    diagnostics::DiagnosticSink ignored;
    return schema::is_valid(*kind.schema, document.root(), {}, ignored);
  }

  /// The only kind of all sets that the data fit.
  std::string kind_by_schema(const Member& member) {
    std::vector<std::string> fitting;
    for (const SetRules& set : sets_) {
      for (const std::string& name : set.kinds) {
        const auto kind = member.data ? kinds_.get(name) : nullptr;
        const bool known = std::find(fitting.begin(), fitting.end(), name) != fitting.end();
        if (kind && kind->usable && !known && fits(*kind, *member.data)) fitting.push_back(name);
      }
    }
    return fitting.size() == 1 ? fitting.front() : std::string();
  }

  void check_alone(const Member& member) {
    run_.sink().go_on_now();
    KindRun steps(kinds_, fonts_, member.kind);
    const bool read = steps.usable() && steps.read({member.path}, options_);
    if (read && scope_ == CheckScope::Pages && steps.name_outputs(options_)) {
      steps.make(steps.kind().manifest->info.formats, options_);
    }
    steps.settle(options_);
    reports_.push_back(std::move(steps.run()).report());
  }

  void check_sets() {
    for (const SetRules& set : sets_) {
      std::vector<rules::SetDocument> documents;
      for (const Member& member : members_) {
        if (!set.concerns(member.kind) || is_repeated(member) || !member.fits) continue;
        const KindInfo& info = member.compiled->manifest->info;
        documents.push_back({member.kind, {info.title_en, info.title_zh}, member.data->root()});
      }
      set.agreement.check(documents, set.name, templating_limits(options_.limits, run_.sink().stop_check()),
                          run_.sink());
    }
  }

  /// Two papers of one kind belong to two sets. The later one is reported and left out.
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

  /// Which kinds a set lacks, when there is one of its documents at all.
  void add_missing(const SetRules& set, std::vector<std::string>& missing) const {
    const auto is_there = [&](const std::string& kind) {
      return std::any_of(members_.begin(), members_.end(), [&](const Member& m) { return m.kind == kind; });
    };
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

SetCheck check_set(const std::string& folder, const RenderOptions& options, CheckScope scope, KindLibrary& kinds,
                   FontSource& fonts) {
  return SetChecker(options, scope, kinds, fonts).run(folder);
}

}  // namespace gongwen::engine
