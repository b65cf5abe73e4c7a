"""Composition root of the desktop app: configuration, log, languages, theme, login, and the window of the office."""

from __future__ import annotations

import logging
import sys
from functools import partial
from typing import Any

from PySide6.QtCore import QLibraryInfo, QLockFile, QTranslator
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gridadmin import i18n
from gridadmin.config import ENV_LANGUAGE, Config, load_config
from gridadmin.ui.background import Background
from gridadmin.ui.failures import catch_bugs
from gridadmin.ui.login import opening
from gridadmin.ui.login.dialog import LoginDialog
from gridadmin.ui.masking import MaskingFilter
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.theme import Theme, use_theme

_LOG_BYTES = 1_000_000


class DesktopApp:
    """Leads from the start of the process to the window of an office, and back to the login."""

    def __init__(self, config: Config, application: QApplication) -> None:
        self._config, self._application = config, application
        self.preferences = PreferenceStore(config.settings_file)
        kept = self.preferences.now
        use_languages(config, application, kept.language)
        self.theme = use_theme(Theme(config.resources, kept.theme, kept.text_percent))
        self.background = Background()
        self.window: QWidget | None = None
        self.rescue: QDialog | None = None

    def start(self) -> None:
        """Show the login, or the first run where there is no office yet."""
        if opening.is_occupied(self._config):
            self.show_login()
        else:
            self.show_first_run()

    def show_login(self) -> None:
        """Show the login; accounts are read and heavy imports begin when it has been painted."""
        login = LoginDialog(self.background, partial(opening.open_office, self._config))
        login.opened.connect(self.show_office)
        login.practice_asked.connect(self.open_practice)
        login.restore_asked.connect(self.open_backup)
        login.painted.connect(lambda: self._prepare_login(login))
        self._show(login)

    def show_first_run(self) -> None:
        """Show the set-up."""
        from gridadmin.ui.first_run.setup import read_divisions
        from gridadmin.ui.first_run.wizard import FirstRunWizard

        divisions = read_divisions(self._config.resources / "data" / "divisions_3715.csv")
        create = partial(opening.create_office, self._config)
        wizard = FirstRunWizard(self.background, divisions, opening.new_recovery_code, create)
        wizard.opened.connect(self.show_office)
        wizard.practice_asked.connect(self.open_practice)
        wizard.restore_asked.connect(self.open_backup)
        self._show(wizard)

    def open_practice(self) -> None:
        """Open the practice office; it needs no login."""
        self.background.call(opening.open_practice, self._config, done=self.show_office, failed=self._on_failed)

    def open_backup(self) -> None:
        """Ask for a backup over the window that is shown, and open the office that comes out of it."""
        from gridadmin.ui.dialogs import tell
        from gridadmin.ui.login.restoring import RestoreDialog

        if "://" in self._config.office:
            text = i18n._("A shared office is restored on its database server (pg_restore), not from here.")
            tell(self.window, i18n._("From a backup"), text)
            return
        place = self._config.office if opening.is_occupied(self._config) else ""
        rescue = RestoreDialog(self.window, self.background, partial(opening.restore, self._config), place)
        rescue.opened.connect(self.show_office)
        self.rescue = rescue
        rescue.open()

    def show_office(self, office: Any) -> None:
        """Show the window of an opened office."""
        from gridadmin.ui.main_window import MainWindow
        from gridadmin.ui.office_work import OfficeSearch, frame_work
        from gridadmin.ui.page_list import PAGES

        self.background.use(office)
        if not office.practice:
            self.preferences.change(last_account=office.account_name)
        search = OfficeSearch(self.background, office.today)
        window = MainWindow(self.background, self.preferences, PAGES, frame_work(search), office.today)
        window.left.connect(self._leave)
        window.show_page(PAGES[0].feature)
        self._show(window)
        search.start(window)  # after the home page, which the clerk waits for
        if window.exchange is not None:
            window.exchange.start()
        self.background.call(opening.preload_pages, [page.module for page in PAGES])

    def _leave(self) -> None:
        self.background.shut()
        self.background = Background()
        self.show_login()

    def _prepare_login(self, login: LoginDialog) -> None:
        last = self.preferences.now.last_account
        shown = lambda ways: login.show_accounts(ways[0], last, ways[1])  # noqa: E731 - the answer goes on to the login
        self.background.call(opening.list_ways, self._config, done=shown, failed=login.show_failure, caller=login)
        self.background.call(opening.preload)

    def _on_failed(self, error: Exception) -> None:
        from gridadmin.ui.dialogs import tell

        tell(self.window, "gridadmin", str(error), "warning")

    def _show(self, window: QWidget) -> None:
        before, self.window = self.window, window
        window.show()
        if before is not None:
            before.close()
            before.deleteLater()


def use_languages(config: Config, application: QApplication, language: str) -> None:
    """Use a language for our texts and for Qt's own dialogs; English where the catalogue was not compiled."""
    try:
        i18n.use_language(language, config.translations)
    except FileNotFoundError:
        logging.getLogger("gridadmin").warning("no compiled catalogue for %s", language)
        i18n.use_language("en", config.translations)
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if i18n.language() != "en" and translator.load(f"qtbase_{i18n.language()}", folder):
        application.installTranslator(translator)


def use_log(config: Config) -> None:
    """Write the log below the user's folder, masked; a folder that cannot be written leaves the console."""
    handler: logging.Handler
    path = config.home / "logs" / "gridadmin.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Rotated here, at the start: logging.handlers would bring sockets and pickling into every start.
        if path.exists() and path.stat().st_size > _LOG_BYTES:
            path.replace(path.with_suffix(".1.log"))
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()
    handler.addFilter(MaskingFilter())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def run(config: Config | None = None) -> int:
    """Open the desktop app and return the exit code of the process."""
    import os
    from dataclasses import replace

    used = config or load_config()
    use_log(used)
    catch_bugs()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("gridadmin")
    application.setDesktopFileName("gridadmin")
    lock = QLockFile(str(used.home / "window.lock"))
    desktop = DesktopApp(used, application)
    if os.environ.get(ENV_LANGUAGE):
        desktop.preferences.now = replace(desktop.preferences.now, language=os.environ[ENV_LANGUAGE])
    if not lock.tryLock(0):
        from gridadmin.ui.dialogs import tell

        tell(None, i18n._("gridadmin is open already"), i18n._("Its window is on this computer; please use that one."))
        return 1
    desktop.start()
    code = application.exec()
    desktop.background.shut()
    lock.unlock()
    return code
