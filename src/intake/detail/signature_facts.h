// The signatures of one revision: what their dictionaries say, and whether the bytes that each covers are all of the
// revision but the signature's own string.
#pragma once

#include "intake/detail/revision.h"
#include "intake/signed_pdf.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// A signature as an object of its revision.
struct SignatureObject {
  SignatureFacts facts;
  int object = 0;           // of the dictionary; of the field when it lies in that
  std::string declaration;  // what the revision says, to distinguish it from another value of the same field
};

/// Without errors of the range.
std::vector<SignatureObject> find_signatures(const Revision& revision, const FormTree& tree);

/// Adds the errors of the range, within all `bytes` of the file.
void check_range(std::string_view bytes, const RevisionEnds& ends, SignatureObject& signature);

/// The index of the end that the range of the signature fits; kNoRevision for none.
std::size_t find_signed_end(const std::vector<RevisionEnd>& ends, const SignatureFacts& signature);

}  // namespace gongwen::intake
