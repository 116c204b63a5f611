// Which of the returned forms are of the same person, or the same proposal.
#pragma once

#include "engine/core/detail/field_words.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "gongwen/engine.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::engine {

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

}  // namespace gongwen::engine
