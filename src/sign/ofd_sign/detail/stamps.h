// The places of a seal on pages, including slices at the edges of all pages; and the parts of a package about
// signatures.
#pragma once

#include "diagnostics/diagnostic.h"
#include "ofd/ofd_check/part_contents.h"
#include "sign/ofd_sign/detail/package.h"
#include "sign/ofd_sign/sign_ofd.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::ofd_sign {

// The parts of a package that contain signatures (GB/T 33190-2016, chapter on digital signatures), read and written:
//   OFD.xml › DocBody › Signatures           Doc_0/Signs/Signatures.xml › Signature ID, Type, BaseLoc
//   Doc_0/Signs/Sign_0/Signature.xml          what is signed, and where the seal is shown
//   Doc_0/Signs/Sign_0/SignedValue.dat        GB/T 38540, see sign/seal.h

inline constexpr std::string_view kRootPart = "OFD.xml";
inline constexpr std::string_view kEncryptionPart = "Encryptions.xml";

/// Left, top, width, height in millimetres.
using Box = std::array<double, 4>;

struct PageArea {
  std::string id;
  double width = 0;  // mm
  double height = 0;
};

/// A document of the package (DocBody).
struct Body {
  std::string document;   // the path of Document.xml; empty if it leads out of the package
  std::string list;       // the path of Signatures.xml; empty if absent, or it leads out of the package
  bool has_list = false;  // whether OFD.xml refers to one
  std::uint32_t end = 0;  // offset of the element's end tag in OFD.xml
  std::uint32_t start = 0;
};

struct Root {
  std::string type;       // `OFD`, `OFD-A`
  bool is_draft = false;  // in a namespace of drafts of the standard
  std::vector<Body> bodies;
};

struct ListedSignature {
  std::string id;
  std::string type;  // `Seal` by default
  std::string path;  // empty if it leads out of the package
};

struct SignatureList {
  std::vector<ListedSignature> signatures;
  std::uint32_t end = 0;                                        // offset of the list's end tag
  std::optional<std::pair<std::uint32_t, std::uint32_t>> most;  // range of the text of MaxSignId
};

struct SignedFile {
  std::string location;  // as written
  std::string path;      // empty if it leads out of the package
  std::string digest;
};

struct Stamp {
  std::string page;  // its identifier
  Box box{};
  std::optional<Box> clip;  // relative to the corner of `box`
};

/// The content of Signature.xml.
struct SignatureFile {
  std::string provider;
  std::string method;        // OID
  std::string time;          // as written
  std::string check_method;  // OID or name
  std::vector<SignedFile> files;
  std::vector<Stamp> stamps;
  std::string seal;   // the path of Seal.esl; empty: none
  std::string value;  // the path of SignedValue.dat; empty if it leads out of the package
};

/// A place for a seal that was reserved when the document was made.
struct SealRoom {
  std::string name;
  std::string page;  // its identifier
  Box box{};
};

/// The XML of a part; nullopt if it is missing, damaged or exceeds the limits.
std::optional<ofd_check::Element> read_part(Package& package, const std::string& path);

std::optional<Root> read_root(Package& package);
/// Whether OFD.xml has the right root element, but in an unknown namespace.
bool is_in_other_namespace(Package& package);
/// Whether a file is a description of a signature, its value, or a seal, wherever it is in the package.
bool is_part_of_signature(Package& package, const package::ZipEntry& file);
/// nullopt if the list is missing, or contains more than a list may, since it is not signed itself.
std::optional<SignatureList> read_list(Package& package, const std::string& path);
std::optional<SignatureFile> read_signature_file(Package& package, const std::string& path);
/// The identifiers of a document's pages in order; empty if they cannot be read.
std::vector<std::string> page_identifiers(Package& package, const Body& body);
/// The areas of the pages in order; pages without a size have the document's. nullopt if a part cannot be read.
std::optional<std::vector<PageArea>> read_pages(Package& package, const Body& body);

/// Returns the places that `render --signable` has recorded in the custom tags; empty for files of other programs.
std::vector<SealRoom> read_rooms(Package& package, const Body& body);

std::string write_signature_file(const SignatureFile& file);
std::string write_list(const ListedSignature& first);
/// Adds a signature to `xml`, the text of the part that was read as `list`; nullopt if that is not possible.
std::optional<std::string> add_to_list(std::string_view xml, const SignatureList& list, const ListedSignature& added);
/// Adds the path of a list for the document to OFD.xml; nullopt if that is not possible.
std::optional<std::string> add_list(std::string_view xml, const Body& body, std::string_view path);

struct SealSize {
  double width = 0;  // mm
  double height = 0;
};

/// The possible places for seals in a file.
struct Places {
  std::vector<PageArea> pages;
  std::vector<SealRoom> rooms;  // those without a seal
};

/// Returns nullopt after reporting an error.
/// Reports: ofd-sign/no-place, no-such-place, several-places, outside-page, sign/no-such-page, sign/one-page.
std::optional<std::vector<Stamp>> place_stamps(const std::string& name, const Places& places, const SealSize& size,
                                               const OfdSignOptions& options, diagnostics::DiagnosticSink& sink);

/// Whether a seal is at the reserved place, by its centre.
bool is_within(const Stamp& stamp, const SealRoom& room);

}  // namespace gongwen::ofd_sign
