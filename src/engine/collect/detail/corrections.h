// Corrections: what the secretariat has found out and written down, so that it is applied to the returned forms in
// every run: which form or whose, which field, what was there, what is right, who says so, when and why.
#pragma once

#include "engine/collect/detail/identity.h"
#include "engine/returned/detail/read_form.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

class Corrections {
 public:
  Corrections() = default;

  /// A table (.csv) with the titles or names of corrections.schema.json, or JSON or YAML with a list `corrections`.
  /// Returns: whether it could be read. Reports: resources/*, data/*.
  bool read(const std::string& path, const RenderOptions& options, intake::FileReader& reader, Run& run);

  /// Changes the data of a form; each correction is reported in the form's run: intake/corrected.
  void apply(ReadForm& form, const RenderOptions& options);

  /// When all forms are read: which corrections no form needed, and which found something else than they expect in a
  /// form that counts. Reports: intake/correction-unused, intake/correction-stale, intake/strange-field.
  void report_rest(const std::vector<std::string>& counting, diagnostics::DiagnosticSink& sink) const;

 private:
  struct Entry {
    std::string form;
    std::string name;
    std::string field;  // a pointer or a title
    std::string before;
    std::string after;
    std::string source;  // who, when, why
    diagnostics::Origin origin;
    bool met = false;                           // a form
    bool knows_field = false;                   // of that form
    bool is_done = false;                       // applied, or the form says so itself
    std::map<std::string, std::string> others;  // by form: what is there instead
  };

  static bool concerns(const Entry& entry, const ReadForm& form, const Identity& identity);
  static std::string pointer_of(const Entry& entry, const CompiledKind& kind);
  static void apply(Entry& entry, ReadForm& form);

  std::vector<Entry> entries_;
  std::map<std::string, IdentityReader> identities_;  // by kind
};

}  // namespace gongwen::engine
