// Corrections: a list kept by the secretariat and applied to the returned forms in every run: which form or person,
// which field, old value, new value, who says so, when and why.
#pragma once

#include "engine/core/detail/field_words.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/returned/detail/read_form.h"
#include "gongwen/engine.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::engine {

// Identity: which returned forms are of the same person, or of the same proposal.

/// Who has filled in a form, or what it is about.
struct Identity {
  struct Detail {
    std::string pointer;
    std::string value;  // comparable
  };
  std::string name;  // for messages; empty if the form has none
  std::string key;   // as it is compared; empty: like no other
  std::vector<Detail> beside;
  std::vector<Detail> contacts;
};

enum class Likeness : std::uint8_t {
  Different,
  SameContacts,  // not the name; somebody may have filled in the forms of several, or a name was mistyped
  SameName,      // all other distinguishing fields differ: mostly namesakes
  Same,
};

/// How alike two identities are. template.json says which values identify a form; otherwise the name of its files does.
/// Whole values are compared, and names of returned files are irrelevant. Texts are equal if they differ only in
/// blanks, dots between names, case or width. Contacts are e-mail addresses, telephone and identity numbers at the top
/// of the data; one equal contact outweighs everything else besides the name. Fewer than two contacts prove nothing.
Likeness likeness(const Identity& one, const Identity& other);

/// A text in the form in which names are compared: see likeness.
std::string comparable_name(std::string_view name);

/// Reads the identities of forms of one kind.
class IdentityReader {
 public:
  IdentityReader(const std::shared_ptr<const CompiledKind>& kind, const RenderOptions& options);
  Identity read(const data::Document& data) const;
  /// The identity of data inside other data. Without a name if the kind names no fields.
  Identity read(const data::Value& data) const;

 private:
  static void read_fields(const data::Value& data, const ManifestIdentity& fields, Identity& identity);
  std::string file_name(const data::Document& data) const;

  std::shared_ptr<const CompiledKind> kind_;
  const RenderOptions& options_;
  std::vector<std::string> contacts_;  // pointers
  std::string blank_name_;             // of data that say nothing, where files' names tell forms apart
};

class Corrections {
 public:
  Corrections() = default;

  /// Reads a table (.csv) with the titles or names of corrections.schema.json, or JSON or YAML with a list
  /// `corrections`. Returns whether it could be read. Reports: resources/*, data/*.
  bool read(const std::string& path, const RenderOptions& options, intake::FileReader& reader, Run& run);

  /// Corrects the data of a form; each correction is reported in the run of the form: intake/corrected.
  void apply(ReadForm& form, const RenderOptions& options);

  /// After all forms: reports corrections that no form needed, and those that found another value in a form that
  /// counts. Reports: intake/correction-unused, intake/correction-stale, intake/strange-field.
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
