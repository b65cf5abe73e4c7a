"""Files in: xlsx, xls, csv, photos become domain rows with their places. Knows no SQL."""
