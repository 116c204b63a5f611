#include "engine/collect/detail/collect.h"

#include "base/file_path.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/diagnostic.h"
#include "engine/collect/detail/collected_form.h"
#include "engine/collect/detail/corrections.h"
#include "engine/collect/detail/data_folder.h"
#include "engine/collect/detail/form_groups.h"
#include "engine/collect/detail/register_data.h"
#include "engine/collect/detail/register_run.h"
#include "engine/collect/detail/roster.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"
#include "engine/render/detail/output_files.h"
#include "engine/runs/kind_run.h"
#include "intake/file_reader.h"
#include "resources/files.h"
#include "resources/folder.h"
#include "resources/read_file.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

// Collecting: find the files of a folder, read each as a form, sort by kind, group by person, then make register and
// rosters, and write the data. A collection is made again and again while forms arrive, so files of earlier runs must
// be distinguished from those that people have put there or changed. Order of Collector::collect(): choose_kinds() →
// plan() → read_corrections() → read() → sort_by_kind() → group() → register → rosters → data → files. Nothing is
// written before everything was made; the data of single forms comes before the rosters, since it is complete by
// itself.
namespace gongwen::engine {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

namespace {

/// Names of rosters, by which later runs recognise them.
constexpr std::string_view kRosterName = "汇总";  // of the file in a folder

bool is_roster_name(const std::string& path) {
  const std::string_view name = base::file_name(path);
  return name.ends_with(std::string(kRosterName) + ".xlsx") || name.ends_with(std::string(kRosterName) + ".pdf");
}

/// A slash would be a folder.
std::string in_file_name(std::string title) {
  // U+FF0F looks like a slash and is allowed in names.
  for (std::size_t at = title.find('/'); at != std::string::npos; at = title.find('/', at)) title.replace(at, 1, "／");
  return title;
}

/// One collection, step by step.
class Collector {
 public:
  Collector(const CollectOptions& options, KindLibrary& kinds, FontSource& fonts)
      : options_(options), library_(kinds), fonts_(fonts) {}

  Collection run(const std::vector<std::string>& kinds, const std::string& folder) {
    folder_ = folder;
    run_.obey(options_.render);
    // A stopped collection has written nothing and counts nothing.
    if (run_.attempt([&] { return collect(kinds); })) count();
    return finish();
  }

 private:
  /// Performs all steps. Returns whether there were files to collect.
  bool collect(const std::vector<std::string>& kinds) {
    // Steps that can refuse the whole collection come before the first form is read, which may take long.
    if (!choose_kinds(kinds) || !plan() || !read_corrections()) return false;
    files_ = returned_files(
        folder_, [this](const std::string& path) { return is_own(path); }, run_.sink());
    if (files_.empty()) return false;
    read();
    sort_by_kind();
    for (KindForms& kind : kinds_) group(kind);
    report_corrections();
    // The register uses the same forms, so it is made before their messages are taken.
    if (register_) make_register();
    make_rosters();
    run_.sink().go_on_now();
    if (!options_.data_folder.empty()) write_data();
    write();
    return true;
  }

  /// Chooses the given kinds, or those of the register, or all kinds that are found.
  bool choose_kinds(const std::vector<std::string>& names) {
    if (!options_.register_kind.empty()) {
      register_ = RegisterRun::open(options_.register_kind, library_, fonts_, run_.sink());
      if (!register_) return false;
    }
    if (!add_kinds(names)) return false;
    std::vector<std::string> chosen;
    for (const KindForms& kind : kinds_) chosen.push_back(kind.kind->manifest->info.name);
    // Without names of kinds, a register chooses its own; without a register, all kinds that are found are collected.
    if (register_ && !register_->takes(chosen, run_.sink())) return false;
    if (register_ && kinds_.empty() && !add_kinds(register_->kinds())) return false;
    takes_all_ = kinds_.empty();
    return true;
  }

  /// Returns whether all these kinds exist and have no errors.
  bool add_kinds(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      KindRun steps(library_, fonts_, name);
      if (!steps.usable()) {
        // The report of the kind gives the reason.
        reports_.push_back(std::move(steps.run()).report());
        return false;
      }
      kinds_.push_back({steps.shared_kind(), {}, {}});
    }
    return true;
  }

  const std::vector<Output>& roster_outputs() const { return register_ ? options_.rosters : options_.outputs; }

  /// One file cannot hold rosters of several kinds.
  bool plan() {
    const bool several = takes_all_ || kinds_.size() > 1;
    for (const Output& output : roster_outputs()) {
      if (!several || output.path.ends_with('/')) continue;
      run_.sink().report(messages::IntakeFolderNeeded, Origin{}, output.path);
      return false;
    }
    if (register_ && !register_->plan(options_)) return false;
    return takes_all_ || plan_rosters();
  }

  /// Plans the names of the rosters of each kind. In a folder they have fixed names.
  bool plan_rosters() {
    planned_.clear();
    for (const KindForms& kind : kinds_) {
      const Manifest& manifest = *kind.kind->manifest;
      auto outputs = plan_outputs(roster_outputs(), manifest, {}, run_.sink());
      if (!outputs) return false;
      // With a single kind, the name of the roster needs no title.
      const std::string title = kinds_.size() > 1 || takes_all_ ? in_file_name(manifest.info.title_zh) : std::string();
      for (OutputFile& output : *outputs) {
        if (!format_info(output.format).is_document) {
          run_.sink().report(messages::EngineNoSuchOutput, Origin{}, kRosterPage, format_info(output.format).name);
          return false;
        }
        if (output.in_folder)
          output.path = name_in_folder(output.path + title + std::string(kRosterName), output.format);
      }
      planned_.push_back(*std::move(outputs));
    }
    return true;
  }

  bool read_corrections() {
    return options_.corrections.empty() ||
           corrections_.read(options_.corrections, options_.render, library_.file_reader(), run_);
  }

  /// Whether a file was put there by an earlier run, or is another input of this one.
  bool is_own(const std::string& path) const {
    const auto is_path = [&path](const std::string& other) {
      return !other.empty() && resources::is_same_path(path, other);
    };
    // Lists and registers often are in the folder of the forms.
    for (const std::string& other : {options_.corrections, options_.expected, options_.register_from}) {
      if (is_path(other)) return true;
    }
    for (const auto* const outputs : {&options_.outputs, &options_.rosters}) {
      for (const Output& output : *outputs) {
        const bool in_folder = output.path.ends_with('/');
        if (!in_folder && is_path(output.path)) return true;
        if (in_folder && is_roster_name(path) && resources::is_path_below(path, output.path)) return true;
      }
    }
    return !options_.data_folder.empty() && DataFolder::is_in(path, options_.data_folder);
  }

  /// With one kind given, forms without a stamp are read as that kind.
  void read() {
    FormOptions form;
    form.fonts = &fonts_;
    // With several kinds each form must say which one it is.
    if (kinds_.size() == 1) form.kind = kinds_.front().kind->manifest->info.name;
    form.no_other_kind = !form.kind.empty();
    form.check = true;
    form.by_label = options_.by_label;
    form.render = options_.render;
    // Corrections apply before the check, so that it sees the corrected values.
    form.amend = [this](ReadForm& amended) {
      corrections_.apply(amended, options_.render);
    };
    for (std::size_t i = 0; i < files_.size(); ++i) {
      // Reports progress before each file.
      if (options_.progress) options_.progress(i, files_.size());
      read_file(files_[i], form);
    }
    if (options_.progress) options_.progress(files_.size(), files_.size());
  }

  /// Reads a file, or all files of an archive.
  void read_file(const std::string& path, FormOptions form) {
    if (form.kind.empty() && options_.kind_of) form.kind = options_.kind_of(path);
    // Taken before the file is read, so that the time is never newer than the content.
    const std::int64_t changed = resources::modified_nanoseconds(path);
    diagnostics::DiagnosticSink ignored;  // reported when the form is read
    const auto bytes = resources::read_bytes(path, {intake::IntakeLimits{}.max_bytes}, ignored);
    const auto archive = bytes ? library_.file_reader().unpack(*bytes, {}, run_.sink().stop_check()) : std::nullopt;
    if (!archive) {
      form.bytes = bytes ? &*bytes : nullptr;
      for (ReadForm& found : read_forms(path, form, library_)) add(std::move(found), changed);
      return;
    }
    // An archive that could be unpacked only in part is listed like an unreadable form, besides its files.
    if (!archive->notices.empty()) forms_.push_back({unread_archive(path, archive->notices), changed});
    for (const intake::ArchivedFile& file : archive->files) {
      const std::string name = base::join_path(path, file.name);
      form.bytes = &file.bytes;
      for (ReadForm& found : read_forms(name, form, library_)) add(std::move(found), changed, path);
    }
  }

  /// Adds a form. The data of a blank form is dropped, since it belongs to no applicant.
  void add(ReadForm form, std::int64_t changed, const std::string& archive = {}) {
    if (form.is_blank) {
      form.document.reset();
      form.given.reset();
      form.json.clear();
    }
    forms_.push_back({std::move(form), changed, archive});
  }

  /// Compared by name: with `reload`, the library may have compiled the kind again while forms were
  /// read.
  static bool is_of(const ReadForm& form, const CompiledKind& kind) {
    return form.compiled && form.compiled->manifest && form.compiled->manifest->info.name == kind.manifest->info.name;
  }

  /// The kind in the form's stamp, if it exists here and differs from the kind as which the form was read; otherwise
  /// empty.
  std::string other_kind(const ReadForm& form) const {
    const bool was_read = form.document || form.is_blank;
    if (was_read || form.stamp.kind.empty() || form.stamp.kind == form.kind) return {};
    return library_.get(form.stamp.kind) ? form.stamp.kind : std::string();
  }

  /// Each form belongs to one table, or to the list of other forms. Three cases: own kind, another known kind,
  /// unreadable.
  void sort_by_kind() {
    if (takes_all_) find_kinds();
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      const ReadForm& form = forms_[i].form;
      const auto own =
          std::find_if(kinds_.begin(), kinds_.end(), [&](const KindForms& kind) { return is_of(form, *kind.kind); });
      const std::string other = other_kind(form);
      // A form is of a collected kind, of another known kind, or of none that can be used.
      if (own != kinds_.end() && other.empty()) {
        own->own.push_back(i);
      } else if (form.compiled && form.compiled->usable) {
        const KindInfo& info = library_.get(other.empty() ? form.kind : other)->manifest->info;
        others_.push_back(
            {i, std::string(diagnostics::BilingualText{info.title_en, info.title_zh}.in(options_.titles))});
      } else {
        // Its kind is unknown, so the table of each kind mentions it.
        for (KindForms& kind : kinds_) kind.own.push_back(i);
      }
    }
  }

  /// If no kinds were given, takes those of the forms.
  void find_kinds() {
    std::set<std::string> names;
    for (const CollectedForm& form : forms_) {
      if (form.form.compiled && form.form.compiled->usable) names.insert(form.form.kind);
    }
    // A set: the order of rosters does not depend on the order of files.
    for (const std::string& name : names) kinds_.push_back({library_.get(name), {}, {}});
    plan_rosters();
  }

  /// Only forms with data can be compared.
  void group(KindForms& kind) {
    std::vector<std::size_t> with_data;
    for (const std::size_t index : kind.own) {
      if (forms_[index].form.document && forms_[index].form.given) with_data.push_back(index);
    }
    kind.groups = group_forms(forms_, with_data, kind.kind, options_.render);
  }

  /// Corrections that no form needed, or that no longer fit.
  void report_corrections() {
    std::vector<std::string> counting;
    for (const KindForms& kind : kinds_) {
      // The newest form of a group is its first.
      for (const FormGroup& group : kind.groups) counting.push_back(form_name(forms_[group.forms.front()].form));
    }
    corrections_.report_rest(counting, run_.sink());
  }

  /// The newest form of each group.
  void write_data() {
    std::vector<DataItem> items;
    std::vector<std::string> names;
    for (const KindForms& kind : kinds_) {
      names.push_back(kind.kind->manifest->info.name);
      for (const FormGroup& group : kind.groups) {
        const ReadForm& form = forms_[group.forms.front()].form;
        // Relative to the folder of forms, so that the list stays valid if the folder is moved.
        items.push_back({names.back(), path_in_folder(form_name(form), folder_), form.json});
      }
    }
    DataFolder(options_.data_folder).write(items, names, options_.prune, run_.sink());
  }

  /// Register documents are written together with the rosters.
  void make_register() {
    const RegisterData data = register_->make(kinds_, forms_, options_, run_);
    result_.registered = data.entered;
    result_.not_registered = data.left_out;
    register_->take_files(outputs_, finished_);
  }

  /// One roster for each kind and format that was planned.
  void make_rosters() {
    const diagnostics::ErrorWatch watch(run_.sink());
    for (std::size_t i = 0; i < kinds_.size() && i < planned_.size(); ++i) {
      Roster roster = make_roster(forms_, kinds_[i].own, kinds_[i].groups, *kinds_[i].kind, folder_, language());
      roster.has_links = options_.has_links;
      roster.others = others_;
      // The list of expected persons is for one kind, the
      // first.
      if (i == 0 && !options_.expected.empty()) report_expected(roster);
      for (const OutputFile& output : planned_[i]) {
        outputs_.push_back(output);
        finished_.push_back(make_page(roster, output));
      }
    }
    // If one roster cannot be made, nothing is written.
    sound_ = sound_ && !watch.saw_errors() && !(page_run_ && page_run_->sink().has_errors());
  }

  diagnostics::Language language() const { return options_.titles; }

  /// All rosters share one page, compiled once, and its run.
  FinishedFile make_page(const Roster& roster, const OutputFile& output) {
    if (!page_run_) {
      page_ = library_.get_page(kRosterPage);
      page_run_ = page_ ? std::make_unique<Run>(page_) : std::make_unique<Run>();
      // A stop of the collection also stops the page. A run stops together with the one that it
      // obeys.
      page_run_->obey(run_);
      if (!page_) page_run_->sink().report(messages::EngineNoPage, Origin{}, kRosterPage);
    }
    const KindOutput* const way = page_ && page_->usable ? page_->find_output(output.format) : nullptr;
    if (page_ && page_->usable && way == nullptr) {
      page_run_->sink().report(messages::EngineNoSuchOutput, Origin{}, kRosterPage, format_info(output.format).name);
    }
    if (way == nullptr) return {};
    return make_roster_file(roster, output, *page_, fonts_, options_.render.limits, *page_run_);
  }

  /// Reports the people who were asked and have not returned a form.
  void report_expected(Roster& roster) {
    roster.expected = missing_forms(options_.expected, forms_, kinds_.front().groups, *kinds_.front().kind, run_);
    if (roster.expected.empty()) return;
    std::string names;
    for (const std::string& name : roster.expected) names += (names.empty() ? "" : "；") + name;
    run_.sink().report(messages::IntakeNotReturned, Origin{}, roster.expected.size(), names);
  }

  void write() {
    if (!sound_) return;
    if (options_.render.hashes) hash_files(finished_);
    if (!are_separate_files(outputs_, {}, run_.sink())) return;
    // All checks come before the first file is written: either all rosters are new, or none is.
    if (!options_.render.force && !keeps_forms(outputs_, finished_, library_.file_reader(), run_.sink())) return;
    if (!write_outputs(outputs_, finished_, library_.options().temporary_folder, run_.sink())) return;
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      const OutputFile& output = outputs_[i];
      if (is_register_data(output.path, options_)) {
        result_.data_files.push_back(output.path);
      } else {
        result_.files.push_back(
            {output.format, output.path, {}, finished_[i].bytes.size(), finished_[i].pages, finished_[i].sha256});
      }
    }
  }

  /// Forms of other kinds are counted separately, and not as unreadable.
  void count() {
    for (const CollectedForm& form : forms_) {
      result_.faulty += form.form.run->sink().has_errors();
      result_.blank += form.form.is_blank;
      result_.unreadable += !form.form.document && !form.form.is_blank;
      if (!form.form.signatures.empty()) {
        result_.signed_forms.push_back({form.form.path, form.form.part, form.form.signatures});
      }
    }
    // Forms of other kinds were counted above as unreadable if they have no data.
    result_.others = others_.size();
    for (const OtherForm& other : others_)
      result_.unreadable -= !forms_[other.form].form.document && !forms_[other.form].form.is_blank;
    result_.forms = forms_.size() - others_.size();
    for (const KindForms& kind : kinds_) {
      const auto& identity = kind.kind->manifest->identity;
      // A group is a person or a proposal, regardless of the number of versions of the form.
      result_.applicants += kind.groups.size();
      result_.kinds.push_back({kind.kind->manifest->info,
                               identity ? identity->unit_zh : std::string(texts::EngineItems.chinese),
                               identity ? identity->unit_en : std::string(texts::EngineItems.english), kind.own.size(),
                               kind.groups.size()});
    }
  }

  /// Notes how each form was used. Call before finish() moves their messages out.
  void list_inputs() {
    for (const CollectedForm& form : forms_) {
      const ReadForm& read = form.form;
      FormUse use = FormUse::Unreadable;
      // A readable form counts as replaced by a newer one until its group says that it counts.
      if (read.document) use = FormUse::Replaced;
      if (read.is_blank) use = FormUse::Blank;
      result_.inputs.push_back({read.path, read.part, read.kind, use, {}, {}});
    }
    for (const OtherForm& other : others_) result_.inputs[other.form].use = FormUse::OtherKind;
    for (const KindForms& kind : kinds_) {
      for (const FormGroup& group : kind.groups) {
        CollectedInput& input = result_.inputs[group.forms.front()];
        input.use = FormUse::Used;
        input.json = forms_[group.forms.front()].form.json;
      }
    }
  }

  /// Collects the reports of the forms, then that of the whole collection.
  Collection finish() {
    list_inputs();
    if (options_.render.strict) {
      run_.promote_open_warnings();
      if (page_run_) page_run_->promote_open_warnings();
      // Includes messages that were added after the form was read, by grouping and registering.
      for (CollectedForm& form : forms_) form.form.run->promote_open_warnings();
    }
    std::vector<Report> reports = std::move(reports_);
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      CollectedInput& input = result_.inputs[i];
      input.report = std::move(*forms_[i].form.run).report();
      reports.push_back(input.report);
    }
    reports.push_back(std::move(run_).report());
    if (page_run_) reports.push_back(std::move(*page_run_).report());
    if (register_) reports.push_back(register_->report());
    result_.report = merge_reports(std::move(reports));
    return std::move(result_);
  }

  const CollectOptions& options_;
  KindLibrary& library_;
  FontSource& fonts_;
  std::string folder_;
  Run run_;
  std::vector<Report> reports_;  // of kinds that cannot be used
  bool takes_all_ = false;
  std::vector<KindForms> kinds_;
  std::vector<std::vector<OutputFile>> planned_;  // rosters by kind
  std::unique_ptr<RegisterRun> register_;
  std::shared_ptr<const CompiledKind> page_;  // of rosters
  std::unique_ptr<Run> page_run_;
  Corrections corrections_;
  std::vector<std::string> files_;
  std::vector<CollectedForm> forms_;
  std::vector<OtherForm> others_;
  std::vector<OutputFile> outputs_;
  std::vector<FinishedFile> finished_;
  bool sound_ = true;
  Collection result_;
};

}  // namespace
}  // namespace gongwen::engine

namespace gongwen {

/// Names in JSON results and for programs; they must not change.
std::string_view form_use_name(FormUse use) {
  switch (use) {
    case FormUse::Used: return "used";
    case FormUse::Replaced: return "replaced";
    case FormUse::Blank: return "blank";
    case FormUse::OtherKind: return "other-kind";
    case FormUse::Unreadable: break;
  }
  return "unreadable";
}

}  // namespace gongwen

namespace gongwen::engine {

Collection collect(const std::vector<std::string>& kinds, const std::string& folder, const CollectOptions& options,
                   KindLibrary& library, FontSource& fonts) {
  return Collector(options, library, fonts).run(kinds, folder);
}

}  // namespace gongwen::engine
