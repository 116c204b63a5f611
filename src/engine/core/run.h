// Runs: what one operation owns, and the report that several of them give together.
#pragma once

#include "base/stop_check.h"
#include "engine/core/detail/data_files.h"
#include "engine/core/detail/report.h"
#include "gongwen/engine.h"
#include "schema/normal_values.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gongwen::engine {

// Several runs reported as one: each keeps its own sources and documents, whose numbers are made different.

/// One report of many; messages in the order of the parts, within a part as in any report.
Report merge_reports(std::vector<Report> parts);

// Run: what belongs to one operation and to no other: its diagnostics, the texts and documents it read.

/// What a run continues from: the texts, documents and messages of what was compiled before.
struct RunBasis {
  std::shared_ptr<resources::SourceStore> sources = std::make_shared<resources::SourceStore>();
  data::DocumentRegistry documents;
  std::vector<diagnostics::Diagnostic> diagnostics;
};

/// Reports: engine/cancelled, engine/deadline-passed.
void report_stop(base::StopReason reason, diagnostics::DiagnosticSink& sink);

class Run {
 public:
  Run() : sources_(std::make_shared<resources::SourceStore>()) {}
  /// On top of a basis, whose sources, documents and messages become part of the run; without the messages where they
  /// have been reported already.
  enum class KindMessages : bool { Leave, Tell };
  explicit Run(std::shared_ptr<const RunBasis> basis, KindMessages messages = KindMessages::Tell);
  // The sink has the address of the origins.
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// The run can be stopped, or has a deadline, by the options. What it works on asks its sink.
  void obey(const RenderOptions& options);
  /// A run inside another ends with that one, which must outlive it.
  void obey(const Run& outer) { sink_.set_stop_check(outer.sink_.stop_check()); }
  /// Does a step, which returns whether it succeeded. A stop or a passed deadline ends it with a message.
  /// Reports: engine/cancelled, engine/deadline-passed.
  bool attempt(const std::function<bool()>& step);

  diagnostics::DiagnosticSink& sink() { return sink_; }
  /// Where the nodes of the trees of this run come from; the sink looks numbers up in it.
  diagnostics::OriginTable& origins() { return origins_; }
  resources::SourceStore& sources() { return *sources_; }
  data::DocumentRegistry& documents() { return documents_; }
  std::vector<AppliedDefault>& defaults() { return defaults_; }
  std::vector<Reading>& readings() { return readings_; }
  PassedOver& passed_over() { return passed_over_; }
  /// What was changed in the data that were read last.
  std::vector<schema::ValueChange>& changes() { return changes_; }
  /// What the form of the kind says of its fields, for messages about the data.
  void set_field_guide(std::shared_ptr<const FieldGuide> guide) { field_guide_ = std::move(guide); }
  const FieldGuide* field_guide() const { return field_guide_.get(); }

  /// Says that a source is data: messages tell its places apart from those of templates.
  void mark_data(diagnostics::SourceId source) { data_sources_.insert(source); }

  /// Whether templates are expanded without data, to a form that is to be filled in by hand.
  bool makes_blank_form() const { return makes_blank_form_; }
  void make_blank_form(bool blank) { makes_blank_form_ = blank; }
  /// Whether templates take values that are missing as blank: in blank forms, and in the pages of data with errors that
  /// a person is to see (RenderOptions::review), where the fields that lack a value are marked.
  bool leaves_blanks() const { return makes_blank_form_ || leaves_blanks_; }
  void leave_blanks(bool leave) { leaves_blanks_ = leave; }

  /// The 附件 label that the document has by its place among others; nothing: its own. Empty: none.
  const std::optional<std::string>& annex_label() const { return annex_label_; }
  void set_annex_label(std::optional<std::string> label) { annex_label_ = std::move(label); }

  /// The former data of the document, against which changes are marked; null when they are not.
  const data::Document* former_data() const { return former_data_.get(); }
  void set_former_data(std::shared_ptr<const data::Document> former) { former_data_ = std::move(former); }

  /// What the data may name.
  const DataFiles& data_files() const { return data_files_; }
  void set_data_files(DataFiles files) { data_files_ = std::move(files); }
  /// Names of those that the document took.
  std::vector<std::string>& files_beside() { return files_beside_; }

  /// Warnings by their numbers in the sink: what the report leaves out, since a person has found it right, and what
  /// it is reported as a warning even in a strict run, since it is confirmed by this very run.
  struct Settled {
    std::set<std::size_t> confirmed;
    std::set<std::size_t> added;
  };
  Settled& settled() {
    if (!settled_) settled_.emplace();
    return *settled_;
  }
  /// Unconfirmed warnings become errors.
  void promote_open_warnings();
  /// The messages of the sink as they are reported: without confirmed warnings.
  std::vector<diagnostics::Diagnostic> told() const;

  /// Ends the run.
  Report report() &&;

 private:
  std::shared_ptr<const RunBasis> basis_;
  std::shared_ptr<resources::SourceStore> sources_;
  data::DocumentRegistry documents_;
  diagnostics::OriginTable origins_;
  diagnostics::DiagnosticSink sink_{origins_};
  std::optional<base::StopCheck> stop_check_;
  std::vector<AppliedDefault> defaults_;
  std::vector<Reading> readings_;
  PassedOver passed_over_;
  std::vector<schema::ValueChange> changes_;
  std::set<diagnostics::SourceId> data_sources_;
  std::optional<Settled> settled_;  // empty if confirmed warnings are not kept
  bool makes_blank_form_ = false;
  bool leaves_blanks_ = false;
  std::optional<std::string> annex_label_;
  std::shared_ptr<const data::Document> former_data_;
  DataFiles data_files_;
  std::vector<std::string> files_beside_;
  std::shared_ptr<const FieldGuide> field_guide_;
};

}  // namespace gongwen::engine
