// Entry point of the programs in the self-contained archive. The archive has its own C library, which only its own
// dynamic loader can load; the file name of a loader in a program is absolute, but an archive is unpacked anywhere.
// So these programs name no loader (the kernel starts them as static ones), and this code does what the kernel does
// for others: it maps the loader, which lies in GONGWEN_LOADER relative to the program, tells it where the program is,
// and jumps to it. /proc/self/exe remains the program, so that it finds its files and can start itself again.
//
// Nothing is relocated or initialised when this code runs: it calls only the kernel, and has no stack protector.
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/syscall.h>

/// The entry point that programs usually have, of the C runtime.
extern "C" [[gnu::visibility("hidden")]] void _start();

#if defined(__x86_64__)
// rdx is the function that the loader registers with atexit(): none.
asm(R"(
  .globl gongwen_start_loader
  .hidden gongwen_start_loader
  .type gongwen_start_loader, @function
gongwen_start_loader:
  xor %ebp, %ebp
  mov %rsp, %rbx
  mov %rsp, %rdi
  and $-16, %rsp
  call gongwen_map_loader
  mov %rbx, %rsp
  xor %edx, %edx
  jmp *%rax
)");
#elif defined(__aarch64__)
asm(R"(
  .globl gongwen_start_loader
  .hidden gongwen_start_loader
  .type gongwen_start_loader, %function
gongwen_start_loader:
  mov x29, #0
  mov x30, #0
  mov x0, sp
  bl gongwen_map_loader
  mov x16, x0
  mov x0, #0
  br x16
)");
#else
#error "no entry code for this architecture"
#endif

// The program header of this note becomes the one that names the loader; see describe_loader().
asm(R"(
  .pushsection .note.gongwen, "a", %note
  .balign 4
  .long 8, 4, 1
  .asciz "gongwen"
  .long 0
  .popsection
)");

namespace {

using Address = ElfW(Addr);
using Header = ElfW(Phdr);

long call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) {
#if defined(__x86_64__)
  long result = 0;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
#else
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  register long x5 asm("x5") = f;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
#endif
}

long as_word(const void* address) { return reinterpret_cast<long>(address); }

unsigned long length_of(const char* text) {
  unsigned long length = 0;
  while (text[length] != '\0') ++length;
  return length;
}

[[noreturn]] void stop(const char* message) {
  call(SYS_write, 2, as_word(message), static_cast<long>(length_of(message)));
  for (;;) call(SYS_exit_group, 127);
}

constexpr unsigned long kMaxPath = 4096;

/// Opens the loader, whose place relative to the folder of the program is GONGWEN_LOADER.
long open_loader() {
  char path[kMaxPath + sizeof GONGWEN_LOADER];
  const long count = call(SYS_readlinkat, AT_FDCWD, as_word("/proc/self/exe"), as_word(path), kMaxPath);
  if (count <= 0) {
    stop("gongwen: /proc is not mounted; as root: mount -t proc proc /proc\n"
         "gongwen: 没有挂载 /proc；请以 root 执行：mount -t proc proc /proc\n");
  }
  unsigned long end = static_cast<unsigned long>(count);
  while (end > 0 && path[end - 1] != '/') --end;
  const char* const name = GONGWEN_LOADER;
  for (unsigned long i = 0; i < sizeof GONGWEN_LOADER; ++i) path[end + i] = name[i];
  const long file = call(SYS_openat, AT_FDCWD, as_word(path), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    stop("gongwen: lib/gongwen/system, which belongs to this program, is missing or not readable; "
         "unpack or install the archive again, as a whole\n"
         "gongwen: 缺少本程序所需的 lib/gongwen/system，或者无权读取；请重新完整解压或安装\n");
  }
  return file;
}

struct MappedLoader {
  Address base;
  Address entry;
};

[[noreturn]] void stop_unmapped() {
  stop("gongwen: the program's loader in lib/gongwen/system cannot be mapped: too little memory, a file that is damaged, or one "
       "of another architecture\n"
       "gongwen: 无法装入 lib/gongwen/system 中的装载程序：内存不足、文件已损坏，或者体系结构不符\n");
}

/// Maps a segment that begins at `offset` in the file as the program headers say.
void map_segment(const Header& segment, Address base, Address page, long file) {
  const int rights = ((segment.p_flags & PF_R) != 0 ? PROT_READ : 0) | ((segment.p_flags & PF_W) != 0 ? PROT_WRITE : 0) |
                     ((segment.p_flags & PF_X) != 0 ? PROT_EXEC : 0);
  const Address start = (base + segment.p_vaddr) & ~(page - 1);
  const Address shift = (base + segment.p_vaddr) - start;
  const Address file_end = base + segment.p_vaddr + segment.p_filesz;
  const Address end = base + segment.p_vaddr + segment.p_memsz;
  const long mapped = call(SYS_mmap, static_cast<long>(start), static_cast<long>(segment.p_filesz + shift), rights,
                           MAP_PRIVATE | MAP_FIXED, file, static_cast<long>(segment.p_offset - shift));
  if (mapped < 0 && mapped > -4096) stop_unmapped();
  if (end == file_end) return;
  // Memory beyond the file's part is zero: all of its last page (glibc uses that up as its first heap), and further pages.
  const Address next_page = (file_end + page - 1) & ~(page - 1);
  for (volatile char* at = reinterpret_cast<char*>(file_end); at < reinterpret_cast<char*>(next_page); ++at) *at = 0;
  if (next_page >= end) return;
  const long more = call(SYS_mmap, static_cast<long>(next_page), static_cast<long>(end - next_page), rights,
                         MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
  if (more < 0 && more > -4096) stop_unmapped();
}

MappedLoader map_loader(Address page) {
  const long file = open_loader();
  alignas(ElfW(Ehdr)) char start[2048];
  const long count = call(SYS_pread64, file, as_word(start), sizeof start, 0);
  const auto* const header = reinterpret_cast<const ElfW(Ehdr)*>(start);
  if (count < static_cast<long>(sizeof(ElfW(Ehdr))) || header->e_type != ET_DYN || header->e_phentsize != sizeof(Header) ||
      header->e_phoff + header->e_phnum * sizeof(Header) > static_cast<unsigned long>(count)) {
    stop_unmapped();
  }
#if defined(__x86_64__)
  if (header->e_machine != EM_X86_64) stop_unmapped();
#else
  if (header->e_machine != EM_AARCH64) stop_unmapped();
#endif
  const auto* const segments = reinterpret_cast<const Header*>(start + header->e_phoff);
  Address size = 0;
  for (unsigned i = 0; i < header->e_phnum; ++i) {
    const Address end = segments[i].p_vaddr + segments[i].p_memsz;
    if (segments[i].p_type == PT_LOAD && end > size) size = end;
  }
  const long room = call(SYS_mmap, 0, static_cast<long>(size), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room < 0 && room > -4096) stop_unmapped();
  const auto base = static_cast<Address>(room);
  for (unsigned i = 0; i < header->e_phnum; ++i) {
    if (segments[i].p_type == PT_LOAD) map_segment(segments[i], base, page, file);
  }
  call(SYS_close, file);
  return {base, base + header->e_entry};
}

/// The loader expects a program header that names it (glibc stops without one). The kernel must not see such a header,
/// so the one of our note is turned into it in memory.
void describe_loader(Header* headers, unsigned long count, Address page) {
  static const char kName[] = GONGWEN_LOADER_NAME;
  Address base = 0;
  Header* note = nullptr;
  for (unsigned long i = 0; i < count; ++i) {
    if (headers[i].p_type == PT_PHDR) base = reinterpret_cast<Address>(headers) - headers[i].p_vaddr;
    if (headers[i].p_type == PT_NOTE) note = headers + i;
  }
  if (note == nullptr || base == 0) stop_unmapped();
  const Address start = reinterpret_cast<Address>(note) & ~(page - 1);
  const Address size = reinterpret_cast<Address>(note + 1) - start;
  call(SYS_mprotect, static_cast<long>(start), static_cast<long>(size), PROT_READ | PROT_WRITE);
  note->p_type = PT_INTERP;
  note->p_vaddr = note->p_paddr = reinterpret_cast<Address>(kName) - base;
  note->p_filesz = note->p_memsz = sizeof kName;
  call(SYS_mprotect, static_cast<long>(start), static_cast<long>(size), PROT_READ);
}

}  // namespace

/// `stack` is what the kernel gives a new program: the number of arguments, the arguments, the environment, and a table
/// of facts for the loader (`auxv`). Returns the address of the loader's entry point.
extern "C" [[gnu::visibility("hidden"), gnu::used]] Address gongwen_map_loader(Address* stack) {
  Address* at = stack + 1 + stack[0] + 1;
  while (*at != 0) ++at;
  auto* const facts = reinterpret_cast<ElfW(auxv_t)*>(at + 1);
  Header* headers = nullptr;
  unsigned long count = 0;
  Address page = 4096;
  for (const ElfW(auxv_t)* fact = facts; fact->a_type != AT_NULL; ++fact) {
    if (fact->a_type == AT_PHDR) headers = reinterpret_cast<Header*>(fact->a_un.a_val);
    if (fact->a_type == AT_PHNUM) count = fact->a_un.a_val;
    if (fact->a_type == AT_PAGESZ) page = fact->a_un.a_val;
  }
  describe_loader(headers, count, page);
  const MappedLoader loader = map_loader(page);
  for (ElfW(auxv_t)* fact = facts; fact->a_type != AT_NULL; ++fact) {
    if (fact->a_type == AT_BASE) fact->a_un.a_val = loader.base;
    if (fact->a_type == AT_ENTRY) fact->a_un.a_val = reinterpret_cast<Address>(&_start);
  }
  return loader.entry;
}
