// Where a seal is shown: at a place, and in slices on the edges of all pages.
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

// The parts of a package that signatures are in (GB/T 33190-2016, chapter on digital signatures), read and written:
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

/// A document of the package.
struct Body {
  std::string document;   // the path of Document.xml; empty when it leads out
  std::string list;       // the path of Signatures.xml; empty: it has none, or it leads out
  bool has_list = false;  // whether OFD.xml names one
  std::uint32_t end = 0;  // of the element in OFD.xml: where the end tag starts
  std::uint32_t start = 0;
};

struct Root {
  std::string type;       // `OFD`, `OFD-A`
  bool is_draft = false;  // in the namespace of drafts of the standard
  std::vector<Body> bodies;
};

struct ListedSignature {
  std::string id;
  std::string type;  // `Seal` by default
  std::string path;  // empty when it leads out
};

struct SignatureList {
  std::vector<ListedSignature> signatures;
  std::uint32_t end = 0;                                        // where the end tag of the list starts
  std::optional<std::pair<std::uint32_t, std::uint32_t>> most;  // where the text of MaxSignId is
};

struct SignedFile {
  std::string location;  // as it was written
  std::string path;      // empty when it leads out
  std::string digest;
};

struct Stamp {
  std::string page;  // its identifier
  Box box{};
  std::optional<Box> clip;  // from the corner of `box`
};

/// Signature.xml.
struct SignatureFile {
  std::string provider;
  std::string method;        // OID
  std::string time;          // as it was written
  std::string check_method;  // OID or name
  std::vector<SignedFile> files;
  std::vector<Stamp> stamps;
  std::string seal;   // the path of Seal.esl; empty: none
  std::string value;  // the path of SignedValue.dat; empty when it leads out
};

/// Room for a seal that the document was made with.
struct SealRoom {
  std::string name;
  std::string page;  // its identifier
  Box box{};
};

/// The XML of a part; nothing when it is missing, damaged or beyond the limits.
std::optional<ofd_check::Element> read_part(Package& package, const std::string& path);

std::optional<Root> read_root(Package& package);
/// Whether OFD.xml is what its name says, but in a namespace that is none of the format.
bool is_in_other_namespace(Package& package);
/// Whether a file is a description of a signature, its value, or a seal, wherever it is.
bool is_part_of_signature(Package& package, const package::ZipEntry& file);
/// Nothing when the list is missing, or says more than a list does: it is not signed itself.
std::optional<SignatureList> read_list(Package& package, const std::string& path);
std::optional<SignatureFile> read_signature_file(Package& package, const std::string& path);
/// The identifiers of a document's pages in their order; empty when it cannot be read.
std::vector<std::string> page_identifiers(Package& package, const Body& body);
/// In their order; those without a size have the document's. Nothing when a part cannot be read.
std::optional<std::vector<PageArea>> read_pages(Package& package, const Body& body);

/// What `render --signable` left in the custom tags; none in files of other programs.
std::vector<SealRoom> read_rooms(Package& package, const Body& body);

std::string write_signature_file(const SignatureFile& file);
std::string write_list(const ListedSignature& first);
/// `xml` is that of the part which was read as `list`; nothing when a signature cannot be put into it.
std::optional<std::string> add_to_list(std::string_view xml, const SignatureList& list, const ListedSignature& added);
/// OFD.xml with the path of a list for its document; nothing when it cannot be put into it.
std::optional<std::string> add_list(std::string_view xml, const Body& body, std::string_view path);

struct SealSize {
  double width = 0;  // mm
  double height = 0;
};

/// What a file says of places.
struct Places {
  std::vector<PageArea> pages;
  std::vector<SealRoom> rooms;  // those that no seal is in yet
};

/// Nothing after a report.
/// Reports: ofd-sign/no-place, no-such-place, several-places, outside-page, sign/no-such-page, sign/one-page.
std::optional<std::vector<Stamp>> place_stamps(const std::string& name, const Places& places, const SealSize& size,
                                               const OfdSignOptions& options, diagnostics::DiagnosticSink& sink);

/// Whether a seal is in the room: its middle is there.
bool is_within(const Stamp& stamp, const SealRoom& room);

}  // namespace gongwen::ofd_sign
