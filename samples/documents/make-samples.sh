#!/usr/bin/env bash
# Makes the sample documents anew. Needs LibreOffice Writer, Ghostscript and ImageMagick.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

soffice -env:UserInstallation="file://$work/profile" --headless --convert-to pdf:writer_web_pdf_Export --outdir "$work" referral.html >/dev/null
gs -q -dBATCH -dNOPAUSE -dSAFER -sDEVICE=pdfwrite -dCompatibilityLevel=1.7 -sOutputFile=referral.pdf "$work/referral.pdf"
soffice -env:UserInstallation="file://$work/profile" --headless --convert-to 'docx:MS Word 2007 XML' --outdir . referral.html >/dev/null

convert -size 900x1200 xc:'gray(12%)' \
  -fill 'gray(62%)' -draw 'roundrectangle 360,-40 560,520 70,70' -draw 'ellipse 460,510 170,90 0,360' \
  -fill 'gray(58%)' -draw 'roundrectangle 370,660 550,1240 60,60' -draw 'ellipse 460,665 175,70 0,360' \
  -fill 'gray(50%)' -draw 'roundrectangle 600,720 660,1240 25,25' -fill 'gray(70%)' -draw 'ellipse 450,480 80,75 0,360' \
  -blur 0x9 -fill 'gray(85%)' -pointsize 34 -annotate +40+60 'L' -annotate +40+1170 'SAMPLE: drawn, not a person' \
  -attenuate 0.15 +noise Gaussian -colorspace Gray -density 150 -units PixelsPerInch -quality 78 -strip x-ray.jpg

convert -size 1275x1650 xc:white -fill black -font DejaVu-Sans -pointsize 40 \
  -annotate +120+160 'Example Laboratory: SAMPLE, no real patient' -pointsize 30 \
  -annotate +120+240 'Testpatient, Terry (fictional)   SAMPLE-0001   collected 2026-11-02' \
  -draw 'line 120,280 1155,280' \
  -annotate +120+340 'Hemoglobin' -annotate +560+340 '14.1 g/dL' -annotate +850+340 '12.0 to 16.0' \
  -annotate +120+400 'Leukocytes' -annotate +560+400 '6.2 /nL' -annotate +850+400 '4.0 to 10.0' \
  -annotate +120+460 'Platelets' -annotate +560+460 '251 /nL' -annotate +850+460 '150 to 400' \
  -annotate +120+520 'CRP' -annotate +560+520 '< 1 mg/L' -annotate +850+520 '0 to 5' \
  -draw 'line 120,560 1155,560' -annotate +120+620 'Every value on this sheet is invented.' \
  -colorspace Gray -depth 8 -density 150 -units PixelsPerInch -strip \
  -define png:compression-level=9 -define png:exclude-chunks=date,time lab-result.png
# -strip drops the density too; it belongs to the picture.
mogrify -density 150 -units PixelsPerInch lab-result.png
