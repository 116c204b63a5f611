// Corrections: what the secretariat has found out and written down, so that it is applied to the returned forms in
// every run: which form or whose, which field, what was there, what is right, who says so, when and why.
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

// Which of the returned forms are of the same person, or the same proposal.

/// What a form says of who has filled it in, or of what it is about.
struct Identity {
  struct Detail {
    std::string pointer;
    std::string value;  // comparable
  };
  std::string name;  // for people; empty: it says nothing of that
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

/// The kind says in template.json which values tell forms apart; of a kind that does not, it is the name of its files.
/// Whole values are compared, whatever the returned files are called. Two texts count as one when they differ in
/// blanks, dots between names, letter case or width. Contacts are the addresses, telephone and identity numbers at the
/// top of the data; one that agrees outweighs all that is beside the name. Fewer than two say nothing.
Likeness likeness(const Identity& one, const Identity& other);

/// A text as names are compared: see likeness.
std::string comparable_name(std::string_view name);

/// Finds the identities of forms of one kind.
class IdentityReader {
 public:
  IdentityReader(const std::shared_ptr<const CompiledKind>& kind, const RenderOptions& options);
  Identity read(const data::Document& data) const;
  /// The same of data that are part of others. Says nothing of a kind that names no fields.
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
