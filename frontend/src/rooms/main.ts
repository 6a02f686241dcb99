// Events, projects, contradictions, contact, investors: styles alone, the pages need no script.
import "../styles/programme.css";
import "../styles/rooms.css";
import "../styles/registration.css";
import "../styles/investors.css";
import "../styles/afterwards.css";
