#!/usr/bin/env bash
# Makes every fixture anew, and lists what is expected of each in expected.tsv.
# Needs LibreOffice Writer, Ghostscript, qpdf and ImageMagick; on Debian:
#   apt-get install --no-install-recommends libreoffice-writer ghostscript qpdf imagemagick fonts-dejavu-core
# Writers: files named lo-* come from LibreOffice, gs-* from Ghostscript, qpdf-* from qpdf. Those named cut-*, odd-* and bad-*
# are such files changed by the one command below that names them. A run differs from the last in dates, identifiers and salts only.
set -euo pipefail
cd "$(dirname "$0")"
rm -f ./*.pdf ./*.jpg ./*.png
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

office() { soffice -env:UserInstallation="file://$work/profile" --headless --convert-to "pdf:$1" --outdir "$work" "$2" >/dev/null 2>&1; }
expect() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >> expected.tsv; }
qdf() { qpdf --qdf --object-streams=disable "$1" "$2"; }
# A changed QDF file gets its offsets right again.
fixed() { fix-qdf "$1" > "$2"; }

printf 'file\tresult\tnote\n' > expected.tsv

# Three pages of text; the second page is about encryption dictionaries.
cat > "$work/letter.html" <<'H'
<html><head><style>@page { size: 8.5in 11in; margin: 1in } .next { page-break-before: always }</style></head><body>
<p>A letter of three pages, made for tests.</p>
<p class="next">/Encrypt 5 0 R is how a trailer says that a file is encrypted. This page only talks of it: /Encrypt &lt;&lt; /Filter /Standard &gt;&gt;.</p>
<p class="next">1 0 obj, endobj, trailer and startxref are words too.</p>
</body></html>
H
office writer_web_pdf_Export "$work/letter.html"
cp "$work/letter.pdf" lo-letter.pdf;                                      expect lo-letter.pdf 3 "as LibreOffice writes it"

office 'writer_web_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"secret"}}' "$work/letter.html"
cp "$work/letter.pdf" lo-user-password.pdf;                               expect lo-user-password.pdf Encrypted "password to open"
office 'writer_web_pdf_Export:{"RestrictPermissions":{"type":"boolean","value":"true"},"PermissionPassword":{"type":"string","value":"secret"},"Printing":{"type":"long","value":"0"}}' "$work/letter.html"
cp "$work/letter.pdf" lo-owner-password.pdf;                              expect lo-owner-password.pdf 3 "printing forbidden, opens without password"

cat > "$work/form.html" <<'H'
<html><body><form><p>Name <input type="text" name="name" value="Terry Testpatient"></p><p><input type="checkbox" name="consent" checked> consents</p></form></body></html>
H
office writer_web_pdf_Export "$work/form.html"
cp "$work/form.pdf" lo-form-fields.pdf;                                   expect lo-form-fields.pdf 2 "form fields"

# Ghostscript: one page, and two hundred with one word each.
gs_pdf() { gs -q -dBATCH -dNOPAUSE -dSAFER -sDEVICE=pdfwrite "${@:3}" -sOutputFile="$2" -c "/Helvetica findfont 24 scalefont setfont $1"; }
page='72 700 moveto (page) show showpage'
gs_pdf "$page" gs-one-page.pdf -dCompatibilityLevel=1.4;                  expect gs-one-page.pdf 1 "as Ghostscript writes it"
gs_pdf "1 1 200 { pop $page } for" "$work/many.pdf" -dCompatibilityLevel=1.7
cp "$work/many.pdf" gs-many-pages.pdf;                                    expect gs-many-pages.pdf 200 "a page tree of several levels"
gs_pdf "$page $page" gs-encrypted-page-text.pdf -dCompressPages=false;    expect gs-encrypted-page-text.pdf 2 "uncompressed pages"
gs_pdf "(/Encrypt 9 0 R) 72 700 moveto show showpage" gs-encrypt-in-text.pdf -dCompressPages=false -dSubsetFonts=false -dEmbedAllFonts=false
expect gs-encrypt-in-text.pdf 1 "the word Encrypt in uncompressed page text"

# qpdf: structure.
source=$work/source.pdf
gs_pdf "1 1 4 { pop $page } for" "$source" -dCompatibilityLevel=1.4
qpdf --object-streams=generate "$source" qpdf-object-streams.pdf;         expect qpdf-object-streams.pdf 4 "object and cross-reference streams"
qpdf --object-streams=generate --compress-streams=n "$source" qpdf-object-streams-plain.pdf; expect qpdf-object-streams-plain.pdf 4 "object streams without compression"
qpdf --linearize "$source" qpdf-linearized.pdf;                           expect qpdf-linearized.pdf 4 "linearised, cross-reference tables"
qpdf --linearize --object-streams=generate "$source" qpdf-linearized-streams.pdf; expect qpdf-linearized-streams.pdf 4 "linearised, cross-reference streams"
qpdf --empty qpdf-no-pages.pdf;                                           expect qpdf-no-pages.pdf NoPages "a page tree without pages"

# qpdf: security, each revision of the standard handler, once for the owner only and once with a password to open.
secure() { # name, key bits, options of the key length
  qpdf --allow-weak-crypto --object-streams="$4" --encrypt '' owner "$2" ${3:+$3} -- "$source" "qpdf-owner-$1.pdf"; expect "qpdf-owner-$1.pdf" 4 "owner password only"
  qpdf --allow-weak-crypto --object-streams="$4" --encrypt user owner "$2" ${3:+$3} -- "$source" "qpdf-user-$1.pdf"; expect "qpdf-user-$1.pdf" Encrypted "password to open"
}
secure rc4-40 40 '' generate
secure rc4-128 128 '--use-aes=n' generate
secure rc4-128-v4 128 '--force-V4' generate
secure rc4-128-plain-metadata 128 '--cleartext-metadata' generate
secure aes-128 128 '--use-aes=y' generate
secure aes-256-r5 256 '--force-R5' generate
secure aes-256 256 '--print=none' generate
secure aes-256-tables 256 '' disable

# A page more, as an incremental update.
python3 - "$source" qpdf-updated.pdf <<'P'
import re, sys
data = open(sys.argv[1], 'rb').read()
root = int(re.search(rb'/Root (\d+) 0 R', data).group(1))
size = int(re.search(rb'/Size (\d+)', data).group(1))
previous = int(re.findall(rb'startxref\s+(\d+)', data)[-1])
pages = int(re.search(rb'/Pages (\d+) 0 R', data).group(1))
body = re.search(rb'\n%d 0 obj\s*(<<.*?>>)\s*endobj' % pages, data, re.S).group(1)
body = body.replace(b'/Kids [', b'/Kids [%d 0 R ' % size, 1) if b'/Kids [' in body else re.sub(rb'/Kids\[', b'/Kids[%d 0 R ' % size, body, count=1)
body = body.replace(b'/Count 4', b'/Count 5')
out = bytearray(data)
a = len(out); out += b'%d 0 obj\n%s\nendobj\n' % (pages, body)
b = len(out); out += b'%d 0 obj\n<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] >>\nendobj\n' % (size, pages)
start = len(out)
out += b'xref\n0 1\n0000000000 65535 f \n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n' % (pages, a, size, b)
out += b'trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n' % (size + 1, root, previous, start)
open(sys.argv[2], 'wb').write(out)
open(sys.argv[2].replace('qpdf-updated', 'cut-update'), 'wb').write(out[:start])
open(sys.argv[2].replace('qpdf-updated', 'cut-update-early'), 'wb').write(out[:a + 30])
P
mv qpdf-updated.pdf odd-updated.pdf;                                      expect odd-updated.pdf 5 "an incremental update adds a page"
expect cut-update.pdf Damaged "the update has its objects but no cross-reference"
expect cut-update-early.pdf Damaged "the update breaks off in its first object"

# Oddities that every reader lives with.
qdf "$source" "$work/qdf.pdf"
sed 's|/Count 4|/Count 500|' "$work/qdf.pdf" > "$work/x.pdf"; fixed "$work/x.pdf" odd-count-too-high.pdf; expect odd-count-too-high.pdf 4 "Count says 500"
sed 's|/Count 4|/Count 1|' "$work/qdf.pdf" > "$work/x.pdf"; fixed "$work/x.pdf" odd-count-too-low.pdf;    expect odd-count-too-low.pdf 4 "Count says 1"
sed 's|/Type /Pages\?$||' "$work/qdf.pdf" > "$work/x.pdf"; fixed "$work/x.pdf" odd-no-types.pdf;          expect odd-no-types.pdf 4 "no Type in the page tree"
sed 's|/Type /Page|/T#79pe /P#61ge|' "$work/qdf.pdf" > "$work/x.pdf"; fixed "$work/x.pdf" odd-escaped-names.pdf; expect odd-escaped-names.pdf 4 "names with #xx"
{ printf 'From: scanner\r\n\r\n1 0 obj is not here\r\n'; cat "$source"; } > odd-junk-before-header.pdf;    expect odd-junk-before-header.pdf 4 "bytes before the header"
{ cat "$source"; head -c 5000 /dev/zero; } > odd-zeros-after-end.pdf;     expect odd-zeros-after-end.pdf 4 "padded with zeros"
sed 's|^startxref|startxref\n99999999\nnot|' "$source" > odd-startxref-wrong.pdf;                          expect odd-startxref-wrong.pdf 4 "startxref points nowhere"
sed '/^startxref/,$d' "$source" > odd-startxref-missing.pdf;              expect odd-startxref-missing.pdf 4 "no startxref"
qpdf --object-streams=generate "$source" - | LC_ALL=C sed 's|^startxref|startxref\n7\nnot|' > odd-startxref-wrong-streams.pdf; expect odd-startxref-wrong-streams.pdf 4 "startxref wrong, object streams"
qpdf --allow-weak-crypto --object-streams=generate --encrypt '' owner 128 --use-aes=y -- "$source" - | LC_ALL=C sed 's|^startxref|startxref\n7\nnot|' > odd-startxref-wrong-encrypted.pdf
expect odd-startxref-wrong-encrypted.pdf 4 "startxref wrong, object streams, owner password"
LC_ALL=C sed 's|^\(  \)\?/Length [0-9]*|/Length 7|' "$work/qdf.pdf" > odd-stream-length-wrong.pdf;         expect odd-stream-length-wrong.pdf 4 "wrong Length, offsets off"
awk '{ printf "%s\r\n", $0 }' "$work/qdf.pdf" > odd-line-ends.pdf;        expect odd-line-ends.pdf 4 "line ends converted, so every offset is wrong"

# Pages lost, or what cannot be read.
loop=$(grep -a -n '/Kids \[' "$work/qdf.pdf" | head -1 | cut -d: -f1)
pages=$(sed -n "$((loop - 5)),${loop}p" "$work/qdf.pdf" | grep -a ' 0 obj' | tail -1 | cut -d' ' -f1)
sed "${loop}s|\$| $pages 0 R|" "$work/qdf.pdf" > "$work/x.pdf"; fixed "$work/x.pdf" bad-page-tree-loop.pdf; expect bad-page-tree-loop.pdf Damaged "the page tree contains itself"
sed "${loop}s|\$| 4711 0 R|" "$work/qdf.pdf" > "$work/x.pdf"; fixed "$work/x.pdf" bad-page-missing.pdf;     expect bad-page-missing.pdf Damaged "a page that is not in the file"
size=$(stat -c %s gs-many-pages.pdf); head -c $((size / 2)) gs-many-pages.pdf > cut-half.pdf;               expect cut-half.pdf Damaged "the second half is missing"
size=$(stat -c %s "$source"); head -c $((size - 600)) "$source" > cut-end.pdf;                              expect cut-end.pdf Damaged "cut inside the cross-reference table"
size=$(stat -c %s qpdf-linearized.pdf); head -c $((size * 3 / 4)) qpdf-linearized.pdf > cut-linearized.pdf; expect cut-linearized.pdf Damaged "linearised, its last quarter is missing"
{ head -c 300 "$source"; tail -c +1000 "$source"; } > cut-middle.pdf;              expect cut-middle.pdf Damaged "700 bytes missing among the pages"
head -c 1200 lo-letter.pdf > cut-start-only.pdf;                          expect cut-start-only.pdf Damaged "little but the header"

# Pictures. The 120 x 80 gradient has no two equal corners, so that a wrong turn shows.
convert -size 120x80 gradient:red-blue \( -size 120x80 gradient:white-black -rotate 90 -resize 120x80! \) -compose multiply -composite \
  -fill yellow -draw 'rectangle 0,0 30,20' -depth 8 "$work/color.png"
convert "$work/color.png" -quality 85 -strip color.jpg;                   expect color.jpg 1 "baseline"
convert "$work/color.png" -quality 85 -strip -interlace JPEG progressive.jpg; expect progressive.jpg 1 "progressive"
convert "$work/color.png" -colorspace Gray -quality 85 -strip -density 200 -units PixelsPerInch grey.jpg; expect grey.jpg 1 "grey"
convert "$work/color.png" -colorspace CMYK -quality 85 -strip cmyk.jpg;   expect cmyk.jpg 1 "CMYK as Adobe writes it, inverted"
convert "$work/color.png" -quality 85 -strip -set colorspace sRGB -define jpeg:sampling-factor=1x1 -colorspace sRGB "$work/o.jpg"
for turn in 1 2 3 4 5 6 7 8; do
  # An APP1 segment with one Exif entry, the orientation, between SOI and the rest.
  { head -c 2 "$work/o.jpg"; printf '\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0'"\\x0$turn"'\0\0\0\0\0\0'; tail -c +3 "$work/o.jpg"; } > "exif-$turn.jpg"
  expect "exif-$turn.jpg" 1 "Exif orientation $turn"
done
size=$(stat -c %s color.jpg); head -c $((size - 300)) color.jpg > cut.jpg; expect cut.jpg Damaged "its end is missing"
convert "$work/color.png" -quality 85 -strip "$work/p.jpg"
LC_ALL=C sed 's|\xff\xc0\x00\x11\x08|\xff\xc9\x00\x11\x08|' "$work/p.jpg" > bad-arithmetic.jpg;             expect bad-arithmetic.jpg UnsupportedImage "arithmetic coding"
LC_ALL=C sed 's|\xff\xc0\x00\x11\x08|\xff\xc3\x00\x11\x08|' "$work/p.jpg" > bad-lossless.jpg;               expect bad-lossless.jpg UnsupportedImage "lossless process"
LC_ALL=C sed 's|\xff\xc0\x00\x11\x08|\xff\xc1\x00\x11\x0c|' "$work/p.jpg" > bad-twelve-bit.jpg;             expect bad-twelve-bit.jpg UnsupportedImage "12 bits a sample"

png() { convert "$work/color.png" "${@:3}" -define png:exclude-chunks=date,time "$2:$1"; expect "$1" 1 "${1%.png}"; }
png rgb-8.png PNG24
png rgb-16.png PNG48 -depth 16
png grey-1.png PNG -colorspace Gray -threshold 40% -type bilevel -define png:bit-depth=1 -define png:color-type=0
png grey-2.png PNG -colorspace Gray -posterize 4 -define png:bit-depth=2 -define png:color-type=0
png grey-4.png PNG -colorspace Gray -posterize 16 -define png:bit-depth=4 -define png:color-type=0
png grey-8.png PNG -colorspace Gray -define png:bit-depth=8 -define png:color-type=0 -density 100 -units PixelsPerInch
png grey-16.png PNG -colorspace Gray -depth 16 -define png:bit-depth=16 -define png:color-type=0
png palette-8.png PNG8 -colors 200
png palette-4.png PNG8 -colors 13 -define png:bit-depth=4
png interlaced-rgb-8.png PNG24 -interlace PNG
png interlaced-grey-1.png PNG -colorspace Gray -threshold 40% -type bilevel -define png:bit-depth=1 -define png:color-type=0 -interlace PNG
png interlaced-palette-4.png PNG8 -colors 13 -define png:bit-depth=4 -interlace PNG
png interlaced-tiny.png PNG24 -crop 3x2+29+19 +repage -interlace PNG
fade=(\( -size 120x80 radial-gradient:white-black \) -alpha off -compose CopyOpacity -composite)
png alpha-rgba-8.png PNG32 "${fade[@]}"
png alpha-rgba-16.png PNG64 "${fade[@]}" -depth 16
png alpha-grey-8.png PNG -colorspace Gray "${fade[@]}" -define png:color-type=4 -define png:bit-depth=8
png alpha-interlaced.png PNG32 "${fade[@]}" -interlace PNG
png alpha-palette.png PNG8 -transparent yellow -colors 100
size=$(stat -c %s rgb-8.png); head -c $((size / 2)) rgb-8.png > cut.png;  expect cut.png Damaged "its second half is missing"
python3 - <<'P'
import struct, zlib
data = bytearray(open('rgb-8.png', 'rb').read())
broken = bytearray(data); broken[len(data) // 2] ^= 0x10
open('bad-checksum.png', 'wb').write(broken)
def chunks(d):
    at = 8
    while at < len(d):
        n = struct.unpack('>I', d[at:at + 4])[0]
        yield bytes(d[at + 4:at + 8]), bytes(d[at + 8:at + 8 + n])
        at += 12 + n
def write(name, parts):
    out = bytearray(data[:8])
    for kind, body in parts:
        out += struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
    open(name, 'wb').write(out)
parts = list(chunks(data))
packed = b''.join(b for k, b in parts if k == b'IDAT')
def with_data(d): return [p for p in parts if p[0] not in (b'IDAT', b'IEND')] + [(b'IDAT', d), (b'IEND', b'')]
write('bad-data-short.png', with_data(zlib.compress(zlib.decompress(packed)[:-1000])))
write('bad-data-no-checksum.png', with_data(packed[:-4]))
write('bad-huge.png', [(b'IHDR', struct.pack('>IIBBBBB', 2000000000, 2000000000, 8, 2, 0, 0, 0))] + with_data(packed)[1:])
P
expect bad-checksum.png Damaged "one bit of the image data is wrong"
expect bad-data-short.png Damaged "sound chunks, but rows are missing"
expect bad-data-no-checksum.png Damaged "sound chunks, but the zlib checksum is missing"
expect bad-huge.png TooLarge "says that it has 4e18 pixels"
convert "$work/color.png" -compress LZW picture.tif; mv picture.tif not-faxed.tif; expect not-faxed.tif UnsupportedType "TIFF"
convert "$work/color.png" not-faxed.gif;                                  expect not-faxed.gif UnsupportedType "GIF"
