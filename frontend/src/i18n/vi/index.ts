import booking from './booking.json';
import catalogue from './catalogue.json';
import common from './common.json';
import account from './account.json';
import day from './day.json';
import home from './home.json';
import learning from './learning.json';
import letters from './letters.json';
import reservations from './reservations.json';
import timeline from './timeline.json';

export default { account, booking, catalogue, common, day, home, learning, letters, reservations, timeline };
