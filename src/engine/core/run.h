// Run: the objects that one operation owns. merge_reports makes one report of several.
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

// Merges the reports of several runs into one: each keeps its sources and documents, with numbers that do not collide.

/// Messages in the order of the parts; within a part in the order of any report.
Report merge_reports(std::vector<Report> parts);

// Run: diagnostics, sources and documents of one operation, shared with no other.

/// The starting point of a run: sources, documents and messages of an earlier compilation.
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
  /// Starts from a basis, whose sources and documents become part of the run, and its messages unless they have been
  /// reported already.
  enum class KindMessages : bool { Leave, Tell };
  explicit Run(std::shared_ptr<const RunBasis> basis, KindMessages messages = KindMessages::Tell);
  // The sink keeps the address of the origins, so a run cannot be moved.
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// From now on obeys the stop and the deadline of the options, through the check of the sink.
  void obey(const RenderOptions& options);
  /// A run inside another one ends with it; the other must outlive it.
  void obey(const Run& outer) { sink_.set_stop_check(outer.sink_.stop_check()); }
  /// Performs a step, which returns whether it succeeded. If it is stopped or its deadline passes, reports that and
  /// returns false.
  /// Reports: engine/cancelled, engine/deadline-passed.
  bool attempt(const std::function<bool()>& step);

  diagnostics::DiagnosticSink& sink() { return sink_; }
  /// Template and data places of the nodes in the trees of this run; the sink looks numbers up in it.
  diagnostics::OriginTable& origins() { return origins_; }
  resources::SourceStore& sources() { return *sources_; }
  data::DocumentRegistry& documents() { return documents_; }
  std::vector<AppliedDefault>& defaults() { return defaults_; }
  std::vector<Reading>& readings() { return readings_; }
  PassedOver& passed_over() { return passed_over_; }
  /// The values that were converted in the data read last.
  std::vector<schema::ValueChange>& changes() { return changes_; }
  /// The fields of the form of the kind, for messages about data.
  void set_field_guide(std::shared_ptr<const FieldGuide> guide) { field_guide_ = std::move(guide); }
  const FieldGuide* field_guide() const { return field_guide_.get(); }

  /// Marks a source as data, so that messages distinguish its places from those of templates.
  void mark_data(diagnostics::SourceId source) { data_sources_.insert(source); }

  /// Whether templates are expanded without data, as a form to be filled in by hand.
  bool makes_blank_form() const { return makes_blank_form_; }
  void make_blank_form(bool blank) { makes_blank_form_ = blank; }
  /// Whether templates treat missing values as blank: in blank forms, and in pages of data with errors for a review
  /// (RenderOptions::review), where fields without values are marked.
  bool leaves_blanks() const { return makes_blank_form_ || leaves_blanks_; }
  void leave_blanks(bool leave) { leaves_blanks_ = leave; }

  /// The 附件 label that follows from the document's place among others. nullopt: the document's own; empty: no label.
  const std::optional<std::string>& annex_label() const { return annex_label_; }
  void set_annex_label(std::optional<std::string> label) { annex_label_ = std::move(label); }

  /// The former data, against which changes are marked; null if they are not marked.
  const data::Document* former_data() const { return former_data_.get(); }
  void set_former_data(std::shared_ptr<const data::Document> former) { former_data_ = std::move(former); }

  /// The files that the data may name.
  const DataFiles& data_files() const { return data_files_; }
  void set_data_files(DataFiles files) { data_files_ = std::move(files); }
  /// Names of the files that the document used.
  std::vector<std::string>& files_beside() { return files_beside_; }

  /// Indices of warnings in the sink. The report leaves out those that a person has confirmed, and keeps as warnings,
  /// even in a strict run, those that this run confirms.
  struct Settled {
    std::set<std::size_t> confirmed;
    std::set<std::size_t> added;
  };
  Settled& settled() {
    if (!settled_) settled_.emplace();
    return *settled_;
  }
  /// Makes all warnings errors if any of them is not settled.
  void promote_open_warnings();
  /// The messages that are reported: all but confirmed warnings.
  std::vector<diagnostics::Diagnostic> told() const;

  /// Ends the run and moves everything into the report.
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
