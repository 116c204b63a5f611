// A diagnostic: one message for a person, as data. It is formatted much later, in the reader's language.
//   sink.report(diagnostics::messages::CssUnknownProperty, origin, "colr", "color");
//   sink.report(…).note(diagnostics::messages::TemplatingCalledFrom, call_site, "field_row");
#pragma once

#include "base/stop_check.h"
#include "diagnostics/catalogue.h"
#include "diagnostics/origin.h"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace gongwen::diagnostics {

/// A remark attached to a diagnostic: a step of a call chain, the place of a first definition.
struct Note {
  DiagnosticId id;
  Origin origin;
  std::vector<std::string> arguments;
};

struct Diagnostic {
  DiagnosticId id;
  Severity severity = Severity::Error;
  Origin origin;
  std::vector<std::string> arguments;
  std::vector<Note> notes;
  /// The member that the object at the data place lacks, if the message concerns that member.
  std::string absent_member{};
};

/// Collects the diagnostics of one run. Not thread-safe.
class DiagnosticSink {
 public:
  /// For reporting at whole origins only.
  DiagnosticSink() = default;
  /// For reporting also at numbers of origins, which are looked up in this table. The table must outlive the sink,
  /// which adds nothing to it.
  explicit DiagnosticSink(const OriginTable& origins) : origins_(&origins) {}

  /// The result of `report`, to which notes can be added.
  class Reported {
   public:
    explicit Reported(Diagnostic* diagnostic) : diagnostic_(diagnostic) {}
    template <typename... Arguments>
    Reported& note(DiagnosticId id, const Origin& origin, const Arguments&... arguments) {
      if (diagnostic_ != nullptr) diagnostic_->notes.push_back({id, origin, {to_argument(arguments)...}});
      return *this;
    }

   private:
    Diagnostic* diagnostic_;  // null if the diagnostic repeats an earlier one
  };

  template <typename... Arguments>
  Reported report(DiagnosticId id, const Origin& origin, const Arguments&... arguments) {
    return Reported(add({id, catalogue_entry(id).severity, origin, {to_argument(arguments)...}, {}}));
  }
  /// Reports with a severity other than the catalogue's, since an error in one place may be a matter of taste in
  /// another.
  template <typename... Arguments>
  Reported report_as(Severity severity, DiagnosticId id, const Origin& origin, const Arguments&... arguments) {
    return Reported(add({id, severity, origin, {to_argument(arguments)...}, {}}));
  }
  template <typename... Arguments>
  Reported report(DiagnosticId id, OriginId origin, const Arguments&... arguments) {
    return report(id, this->origin(origin), arguments...);
  }

  /// Adds a diagnostic unless the same one has been reported at the same place. Returns null for a repetition; the
  /// pointer is valid until the next call.
  Diagnostic* add(Diagnostic diagnostic);

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  /// The number of reported errors, including repetitions: code that watches this number must notice a failure even
  /// if an earlier report has shown it.
  std::size_t error_count() const { return errors_; }
  bool has_errors() const { return errors_ != 0; }
  /// The number of all reports, including repetitions.
  std::size_t report_count() const { return reports_; }

  /// Lets `notes` add notes to each diagnostic from index `first` on.
  template <typename Notes>
  void add_notes(std::size_t first, const Notes& notes) {
    for (std::size_t i = first; i < diagnostics_.size(); ++i) {
      for (Note& note : notes(diagnostics_[i])) diagnostics_[i].notes.push_back(std::move(note));
    }
  }

  /// Turns every warning into an error (--strict).
  void promote_warnings();

  /// While it lives, errors with these ids are reported as warnings: pages from elsewhere have dead links and name
  /// missing style sheets, and are typeset anyway.
  class Tolerated {
   public:
    Tolerated(DiagnosticSink& sink, std::initializer_list<DiagnosticId> ids) : sink_(sink), former_(sink.tolerated_) {
      sink_.tolerated_.insert(sink_.tolerated_.end(), ids);
    }
    Tolerated(const Tolerated&) = delete;
    Tolerated& operator=(const Tolerated&) = delete;
    ~Tolerated() { sink_.tolerated_ = std::move(former_); }

   private:
    DiagnosticSink& sink_;
    std::vector<DiagnosticId> former_;
  };

  /// Whether errors of this message are currently reported as warnings.
  bool tolerates(DiagnosticId id) const;

  /// The origin with this number; an empty one if the sink has no table.
  Origin origin(OriginId id) const { return origins_ == nullptr ? Origin{} : origins_->at(id); }

  // Stopping a run. Every step has the sink, and calls go_on with each unit of its work: an element, a line, a row,
  // a stream of a file.

  /// Throws base::WorkStopped if the run was stopped or its deadline has passed. Call only from the thread of the run.
  void go_on() const {
    if (stop_check_ != nullptr) stop_check_->tick();
  }
  /// Like go_on, but checks on every call; for units of work that take long, such as a page.
  void go_on_now() const {
    if (stop_check_ != nullptr) stop_check_->look();
  }
  /// Null if the run cannot be stopped.
  const base::StopCheck* stop_check() const { return stop_check_; }
  /// The check must outlive the sink.
  void set_stop_check(const base::StopCheck* check) { stop_check_ = check; }

 private:
  const OriginTable* origins_ = nullptr;
  const base::StopCheck* stop_check_ = nullptr;
  std::vector<Diagnostic> diagnostics_;
  std::unordered_set<std::string> seen_;
  std::vector<DiagnosticId> tolerated_;
  std::size_t errors_ = 0;  // with repetitions
  std::size_t reports_ = 0;
};

/// Tells whether errors have been reported since its construction.
class ErrorWatch {
 public:
  explicit ErrorWatch(const DiagnosticSink& sink) : sink_(sink), before_(sink.error_count()) {}
  bool saw_errors() const { return sink_.error_count() != before_; }

 private:
  const DiagnosticSink& sink_;
  std::size_t before_;
};

}  // namespace gongwen::diagnostics
