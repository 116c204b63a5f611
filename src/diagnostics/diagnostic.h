// A diagnostic: one message for a person, as data. It is printed much later, in the reader's language.
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

/// A remark that belongs to a diagnostic: a step of a call chain, the place of a first definition.
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
  /// A member that the object at the data place lacks, where the message is about that member.
  std::string absent_member{};
};

/// Collects the diagnostics of one run. Not shared between threads.
class DiagnosticSink {
 public:
  /// For those who report whole origins.
  DiagnosticSink() = default;
  /// For those who report numbers of origins as well: they are looked up in this table, which must live as long. The
  /// sink adds nothing to it.
  explicit DiagnosticSink(const OriginTable& origins) : origins_(&origins) {}

  /// The result of `report`, so that notes can follow.
  class Reported {
   public:
    explicit Reported(Diagnostic* diagnostic) : diagnostic_(diagnostic) {}
    template <typename... Arguments>
    Reported& note(DiagnosticId id, const Origin& origin, const Arguments&... arguments) {
      if (diagnostic_ != nullptr) diagnostic_->notes.push_back({id, origin, {to_argument(arguments)...}});
      return *this;
    }

   private:
    Diagnostic* diagnostic_;  // null when the diagnostic was a repetition
  };

  template <typename... Arguments>
  Reported report(DiagnosticId id, const Origin& origin, const Arguments&... arguments) {
    return Reported(add({id, catalogue_entry(id).severity, origin, {to_argument(arguments)...}, {}}));
  }
  /// The same with another severity than the catalogue's: what is wrong in one place may be a matter of taste
  /// elsewhere.
  template <typename... Arguments>
  Reported report_as(Severity severity, DiagnosticId id, const Origin& origin, const Arguments&... arguments) {
    return Reported(add({id, severity, origin, {to_argument(arguments)...}, {}}));
  }
  template <typename... Arguments>
  Reported report(DiagnosticId id, OriginId origin, const Arguments&... arguments) {
    return report(id, this->origin(origin), arguments...);
  }

  /// Adds a ready diagnostic unless the same one was already given at the same place. Null for a repetition; the
  /// pointer is valid until the next call.
  Diagnostic* add(Diagnostic diagnostic);

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  /// Reports of errors, repetitions among them: who watches this number must see that something failed, even where a
  /// person has been reported already.
  std::size_t error_count() const { return errors_; }
  bool has_errors() const { return errors_ != 0; }
  /// All reports, repetitions among them.
  std::size_t report_count() const { return reports_; }

  /// Asks `notes` for more notes on each diagnostic from number `first` on.
  template <typename Notes>
  void add_notes(std::size_t first, const Notes& notes) {
    for (std::size_t i = first; i < diagnostics_.size(); ++i) {
      for (Note& note : notes(diagnostics_[i])) diagnostics_[i].notes.push_back(std::move(note));
    }
  }

  /// Every warning becomes an error (--strict).
  void promote_warnings();

  /// As long as this lives, errors of some messages are warnings: pages from elsewhere have dead links and name missing
  /// style sheets, and are typeset anyway.
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

  /// Whether errors of this message are warnings now.
  bool tolerates(DiagnosticId id) const;

  /// The origin of this number; an empty one without a table.
  Origin origin(OriginId id) const { return origins_ == nullptr ? Origin{} : origins_->at(id); }

  // A run that may be stopped. Every step of it has the sink, and asks with each unit of its work: an element, a line,
  // a row, a stream of a file.

  /// Throws base::WorkStopped when the run was stopped or its deadline has passed. From the thread of the run only.
  void go_on() const {
    if (stop_check_ != nullptr) stop_check_->tick();
  }
  /// The same for units of work that take long, such as a page.
  void go_on_now() const {
    if (stop_check_ != nullptr) stop_check_->look();
  }
  /// Null when the run cannot be stopped.
  const base::StopCheck* stop_check() const { return stop_check_; }
  /// The check must live as long as the sink.
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

/// Whether errors were reported since it was created.
class ErrorWatch {
 public:
  explicit ErrorWatch(const DiagnosticSink& sink) : sink_(sink), before_(sink.error_count()) {}
  bool saw_errors() const { return sink_.error_count() != before_; }

 private:
  const DiagnosticSink& sink_;
  std::size_t before_;
};

}  // namespace gongwen::diagnostics
