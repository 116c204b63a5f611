// The signatures of one revision: the contents of their dictionaries, and whether each signature covers all bytes of
// the revision except its own string.
#pragma once

#include "intake/detail/signed/revision.h"
#include "intake/signed_pdf.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// A signature as an object of its revision.
struct SignatureObject {
  SignatureFacts facts;
  int object = 0;           // number of the dictionary's object, or of the field that contains it
  std::string declaration;  // its text, to distinguish it from another value of the same field
};

/// Strips zero padding after DER data; other data is left unchanged for the DER parser to judge.
std::string without_padding(std::string der);

/// Finds all signatures; errors of ranges are not determined yet.
std::vector<SignatureObject> find_signatures(const Revision& revision, const FormTree& tree);

/// Adds the errors of the range within `bytes`, the whole file.
void check_range(std::string_view bytes, const RevisionEnds& ends, SignatureObject& signature);

/// Index of the revision end that matches the signature's range; kNoRevision if none.
std::size_t find_signed_end(const std::vector<RevisionEnd>& ends, const SignatureFacts& signature);

// Searches the bytes of a file for signature dictionaries, regardless of its tables and form, so that none is missed if
// the form cannot be read or does not refer to it.

struct ScannedSignature {
  std::int64_t object = 0;           // object number written before it
  std::vector<std::uint64_t> range;  // its ByteRange; empty if unreadable
};

/// Finds dictionaries directly in the file, but not inside streams such as attached files.
std::vector<ScannedSignature> scan_signatures(std::string_view bytes);

}  // namespace gongwen::intake
