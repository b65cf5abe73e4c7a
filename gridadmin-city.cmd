@echo off
rem The reference city exchange from a checkout on Windows: sets up what is missing (not Qt, which a server does not
rem need; see tools\bootstrap.py), then runs.
rem   gridadmin-city serve --embedded city    try it out: a PostgreSQL of its own, an address, a first code
rem   gridadmin-city --help                   everything else
rem The variables are those of gridadmin.cmd.
setlocal
set "HERE=%~dp0"
set "VENV=%GRIDADMIN_VENV%"
if not defined VENV set "VENV=%HERE%.venv"
set "MAKER=%GRIDADMIN_PYTHON%"
for %%V in (3.13 3.12 3.11) do if not defined MAKER (
    py -%%V -c "" >nul 2>nul && set "MAKER=py -%%V"
)
if not defined MAKER set "MAKER=python"

%MAKER% "%HERE%tools\bootstrap.py" city "%VENV%"
if errorlevel 9009 (
    echo No Python 3.11-3.13 was found. Install it from your software centre or python.org. 1>&2
    exit /b 3
)
if errorlevel 1 exit /b %errorlevel%

"%VENV%\Scripts\python.exe" -m gridadmin.city %*
exit /b %errorlevel%
