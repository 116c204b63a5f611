#include "ofd/detail/package.h"

#include "base/sha256.h"
#include "package/zip_writer.h"
#include "resources/deflate.h"

#include <utility>

namespace gongwen::ofd {
namespace {

constexpr std::size_t kIdentifierDigits = 32;
/// What an archive has for an entry beside its name and bytes, about.
constexpr std::size_t kEntryRoom = 100;

package::ZipEntry entry_of(const std::string& name, const std::string& bytes, std::size_t length, std::uint32_t sum,
                           bool is_packed) {
  if (is_packed) return package::deflated_entry(name, bytes, length, sum);
  return {name, bytes, length, sum, false};
}

}  // namespace

void Package::add_markup(std::string name, std::string_view xml) {
  add_packed(std::move(name), resources::deflate(xml, resources::Effort::Thorough), xml.size(), resources::crc32(xml));
}

void Package::add(std::string name, std::string_view bytes) {
  add_packed(std::move(name), resources::deflate(bytes), bytes.size(), resources::crc32(bytes));
}

void Package::add_stored(std::string name, std::string bytes) {
  const std::uint32_t sum = resources::crc32(bytes);
  const std::size_t length = bytes.size();
  parts_.push_back({std::move(name), std::move(bytes), length, sum, false});
}

void Package::add_packed(std::string name, std::string zlib, std::size_t length, std::uint32_t check_sum) {
  parts_.push_back({std::move(name), std::move(zlib), length, check_sum, true});
}

std::string Package::identifier() const {
  base::Sha256 hash;
  for (const Part& part : parts_) {
    hash.add(part.name);
    hash.add(entry_of(part.name, part.bytes, part.length, part.check_sum, part.is_packed).bytes);
  }
  return hash.hexadecimal().substr(0, kIdentifierDigits);
}

std::string Package::finish(std::string_view root) {
  package::ZipWriter zip;
  const std::string packed = resources::deflate(root);
  std::string out;
  std::size_t room = packed.size() + kEntryRoom;
  for (const Part& part : parts_) room += part.bytes.size() + 2 * part.name.size() + kEntryRoom;
  out.reserve(room);
  out += zip.entry(package::deflated_entry("OFD.xml", packed, root.size(), resources::crc32(root)));
  for (Part& part : parts_) {
    out += zip.entry(entry_of(part.name, part.bytes, part.length, part.check_sum, part.is_packed));
    part.bytes = std::string();
  }
  return out + zip.end();
}

}  // namespace gongwen::ofd
