// Corrections: a list kept by the secretariat and applied to the returned forms in every run: for each, the form or
// person, the field, old and new value, who ordered it, when and why.
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

/// The person who filled in a form, or the subject of the form.
struct Identity {
  struct Detail {
    std::string pointer;
    std::string value;  // in comparable form
  };
  std::string name;  // for messages; empty if the form has none
  std::string key;   // as compared; empty: equal to no other
  std::vector<Detail> beside;
  std::vector<Detail> contacts;
};

enum class Likeness : std::uint8_t {
  Different,
  SameContacts,  // but not the name: one person may fill in forms for several, or mistype a name
  SameName,      // all other distinguishing fields differ: mostly namesakes
  Same,
};

/// Returns how alike two identities are. template.json says which values identify a form; without that, the names of
/// its files do. Whole values are compared, and names of returned files are irrelevant. Texts are equal if they differ
/// only in blanks, dots between names, case or width. Contacts are e-mail addresses, telephone and identity numbers at
/// the top of the data; one equal contact outweighs everything else besides the name. Fewer than two contacts prove
/// nothing.
Likeness likeness(const Identity& one, const Identity& other);

/// Returns a text in the form in which names are compared: see likeness.
std::string comparable_name(std::string_view name);

/// Reads the identities of forms of one kind.
class IdentityReader {
 public:
  IdentityReader(const std::shared_ptr<const CompiledKind>& kind, const RenderOptions& options);
  Identity read(const data::Document& data) const;
  /// The identity of data inside other data. It has no name if the kind names no fields.
  Identity read(const data::Value& data) const;

 private:
  static void read_fields(const data::Value& data, const ManifestIdentity& fields, Identity& identity);
  std::string file_name(const data::Document& data) const;

  std::shared_ptr<const CompiledKind> kind_;
  const RenderOptions& options_;
  std::vector<std::string> contacts_;  // pointers
  std::string blank_name_;             // of data without any value, if forms are told apart by the names of files
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
    bool met = false;                           // with a form in this folder
    bool knows_field = false;                   // of that form
    bool is_done = false;                       // applied, or the form already has the new value
    std::map<std::string, std::string> others;  // by form: the value found instead
  };

  static bool concerns(const Entry& entry, const ReadForm& form, const Identity& identity);
  static std::string pointer_of(const Entry& entry, const CompiledKind& kind);
  static void apply(Entry& entry, ReadForm& form);

  std::vector<Entry> entries_;
  std::map<std::string, IdentityReader> identities_;  // by kind
};

}  // namespace gongwen::engine
