// Which of the returned forms are the same applicant's.
#pragma once

#include "engine/field_words.h"
#include "engine/run.h"
#include "gongwen/engine.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::engine {

/// What a form says of who has filled it in.
struct Identity {
  struct Contact {
    std::string pointer;
    std::string value;  // comparable: without blanks and marks, in small letters
  };
  std::string name;  // what the kind calls a file of these data; empty: it says nothing of that
  std::string key;   // the name as it is compared
  std::vector<Contact> contacts;
};

enum class Likeness : std::uint8_t {
  Different,
  SameContacts,  // not the name; somebody may have filled in the forms of several, or a name was mistyped
  SameName,      // all contacts are others: mostly namesakes
  Same,
};

/// Names of files are the kind's own, made of the data, whatever the returned files are called. Two names count as one
/// when they differ in blanks, dots between names, letter case or width. Contacts are the addresses, telephone and
/// identity numbers at the top of the data; fewer than two say nothing.
Likeness likeness(const Identity& one, const Identity& other);

/// Tells identities of forms of one kind.
class IdentityReader {
 public:
  IdentityReader(const std::shared_ptr<const CompiledKind>& kind, const RenderOptions& options);
  Identity read(const data::Document& data) const;

 private:
  std::string file_name(const data::Document& data) const;

  const std::shared_ptr<const CompiledKind>& kind_;
  const RenderOptions& options_;
  std::vector<std::string> contacts_;  // pointers
  std::string blank_name_;             // of data that say nothing
};

}  // namespace gongwen::engine
